package io.ydbtopic.client.codec;

import java.io.IOException;
import java.util.Arrays;

/**
 * Decompressed bytes of unknown number, up to a limit. For one thread.
 */
final class GrowingBytes {

	private static final int FIRST_BYTES_MIN = 256;

	private final String codec;

	private final int maxSize;

	private byte[] bytes;

	private int count;

	/**
	 * Makes an empty one.
	 * @param codec whose data it is, for the message of a refusal
	 * @param firstSize room to begin with, as far as it is believed
	 */
	GrowingBytes(String codec, long firstSize, int maxSize) {
		this.codec = codec;
		this.maxSize = maxSize;
		this.bytes = new byte[(int) Math.min(maxSize, Math.max(FIRST_BYTES_MIN, firstSize))];
	}

	/** The array to write to, from {@link #count} on. */
	byte[] array() {
		return this.bytes;
	}

	int count() {
		return this.count;
	}

	/** Bytes that can be written now. */
	int room() {
		return this.bytes.length - this.count;
	}

	/** So many bytes were written. */
	void added(int more) {
		this.count += more;
	}

	/**
	 * Makes room for at least so many bytes.
	 * @throws IOException if that is more than is allowed
	 */
	void makeRoom(int needed) throws IOException {
		if (needed <= room()) {
			return;
		}
		if (needed > this.maxSize - this.count) {
			throw tooLarge();
		}
		long wanted = Math.max(this.count + (long) needed, this.bytes.length * 2L);
		this.bytes = Arrays.copyOf(this.bytes, (int) Math.min(this.maxSize, wanted));
	}

	IOException tooLarge() {
		return new IOException(this.codec + " data is larger than " + this.maxSize
				+ " bytes when decompressed (expected: at most that; the reader's limit can be raised)");
	}

	byte[] toByteArray() {
		return (this.count == this.bytes.length) ? this.bytes : Arrays.copyOf(this.bytes, this.count);
	}

}
