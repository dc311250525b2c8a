package io.ydbtopic.broker.topic;

import java.math.BigInteger;
import java.util.Comparator;

import com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The part of the 128-bit key space that a partition of an auto-partitioned topic takes.
 * Immutable, for any thread.
 *
 * @param from the first key; null for open
 * @param to the key after the last; null for open
 */
public record KeyRange(@Nullable ByteString from, @Nullable ByteString to) {

	/** Keys are 16 bytes, the length of the hash. */
	static final int KEY_BYTES = 16;

	private static final BigInteger KEY_MAX = BigInteger.ONE.shiftLeft(8 * KEY_BYTES).subtract(BigInteger.ONE);

	private static final Comparator<ByteString> ORDER = ByteString.unsignedLexicographicalComparator();

	/** Everything. */
	static final KeyRange ALL = new KeyRange(null, null);

	/**
	 * One of several equal slices of the whole space.
	 * @param index which slice
	 * @param count how many slices
	 * @return the slice; the first and the last are open
	 */
	static KeyRange slice(int index, int count) {
		BigInteger width = KEY_MAX.divide(BigInteger.valueOf(count));
		ByteString from = (index == 0) ? null : key(width.multiply(BigInteger.valueOf(index)));
		ByteString to = (index == count - 1) ? null : key(width.multiply(BigInteger.valueOf(index + 1L)));
		return new KeyRange(from, to);
	}

	boolean contains(ByteString key) {
		return (this.from == null || ORDER.compare(this.from, key) <= 0)
				&& (this.to == null || ORDER.compare(key, this.to) < 0);
	}

	/** Whether both parts have keys when the range is cut before a key. */
	boolean hasInside(ByteString key) {
		return contains(key) && !key.equals(this.from);
	}

	/**
	 * The key half way through.
	 * @return a key strictly inside the range
	 */
	ByteString middle() {
		return key(low().add(high()).shiftRight(1));
	}

	BigInteger width() {
		return high().subtract(low());
	}

	private BigInteger low() {
		return (this.from == null) ? BigInteger.ZERO : new BigInteger(1, this.from.toByteArray());
	}

	private BigInteger high() {
		return (this.to == null) ? KEY_MAX : new BigInteger(1, this.to.toByteArray());
	}

	static ByteString key(BigInteger number) {
		byte[] bytes = number.toByteArray();
		byte[] key = new byte[KEY_BYTES];
		int count = Math.min(bytes.length, KEY_BYTES);
		System.arraycopy(bytes, bytes.length - count, key, KEY_BYTES - count, count);
		return ByteString.copyFrom(key);
	}

}
