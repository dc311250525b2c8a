package io.ydbtopic.client;

import org.jspecify.annotations.Nullable;

/**
 * Where a partition session starts.
 *
 * @param readOffset first offset to read, at least the committed offset; {@code null} for
 * the committed offset (without a consumer: the beginning)
 * @param commitOffset commits everything before this offset; {@code null} to commit
 * nothing. Needs a consumer; at least the committed offset and at most {@code readOffset}
 */
public record StartPosition(@Nullable Long readOffset, @Nullable Long commitOffset) {

	/** From the committed offset. */
	public static final StartPosition COMMITTED = new StartPosition(null, null);

	/**
	 * From the given offset, without committing what is skipped.
	 */
	public static StartPosition readFrom(long offset) {
		return new StartPosition(offset, null);
	}

	/**
	 * From the given offset, committing everything before it.
	 */
	public static StartPosition commitAndReadFrom(long offset) {
		return new StartPosition(offset, offset);
	}

}
