package io.ydbtopic.client.codec;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * One decompression of GZIP data: one or more members, each with a header, deflated bytes
 * and a checksum. It promises never to hold more than the allowed size. Used once, by one
 * thread.
 */
final class GzipInflation {

	private static final int MAGIC = 0x8b1f;

	private static final int FLAG_HEADER_CHECKSUM = 2;

	private static final int FLAG_EXTRA = 4;

	private static final int FLAG_NAME = 8;

	private static final int FLAG_COMMENT = 16;

	/** Time, level and system: six bytes that mean nothing here. */
	private static final int IGNORED_BYTES = 6;

	/** Deflate makes at most so many bytes of one. */
	private static final int RATIO_MAX = 1032;

	/**
	 * What the first buffer assumes when the declared size is not credible or not given.
	 */
	private static final int RATIO_USUAL = 4;

	private static final int FIRST_BYTES_MIN = 256;

	private final ByteBuffer data;

	private final Inflater inflater;

	private final int maxSize;

	private byte[] out;

	private int count;

	GzipInflation(ByteBuffer data, Inflater inflater, long expectedSize, int maxSize) {
		this.data = data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
		this.inflater = inflater;
		this.maxSize = maxSize;
		this.out = new byte[firstSize(data.remaining(), expectedSize, maxSize)];
	}

	private static int firstSize(int compressed, long expected, int maxSize) {
		long credible = (long) compressed * RATIO_MAX;
		long wanted = (expected > 0 && expected <= credible) ? expected
				: Math.max(FIRST_BYTES_MIN, (long) compressed * RATIO_USUAL);
		return (int) Math.min(wanted, maxSize);
	}

	byte[] payload() throws IOException {
		try {
			do {
				this.inflater.reset();
				readHeader();
				int start = this.count;
				inflate();
				readTrailer(start);
			}
			while (this.data.hasRemaining());
		}
		catch (BufferUnderflowException ex) {
			throw new IOException("GZIP data is cut off", ex);
		}
		catch (DataFormatException ex) {
			throw new IOException("GZIP data is damaged: " + ex.getMessage(), ex);
		}
		return (this.count == this.out.length) ? this.out : Arrays.copyOf(this.out, this.count);
	}

	private void readHeader() throws IOException {
		if ((this.data.getShort() & 0xffff) != MAGIC) {
			throw new IOException("not GZIP data (expected: it starts with 1f 8b)");
		}
		int method = this.data.get();
		if (method != Deflater.DEFLATED) {
			throw new IOException("GZIP method " + method + " (expected: 8, deflate)");
		}
		int flags = this.data.get();
		skip(IGNORED_BYTES);
		if ((flags & FLAG_EXTRA) != 0) {
			skip(this.data.getShort() & 0xffff);
		}
		if ((flags & FLAG_NAME) != 0) {
			skipText();
		}
		if ((flags & FLAG_COMMENT) != 0) {
			skipText();
		}
		if ((flags & FLAG_HEADER_CHECKSUM) != 0) {
			skip(Short.BYTES);
		}
	}

	private void skip(int bytes) {
		if (bytes > this.data.remaining()) {
			throw new BufferUnderflowException();
		}
		this.data.position(this.data.position() + bytes);
	}

	private void skipText() {
		while (this.data.get() != 0) {
			// On to the end of the text.
		}
	}

	private void inflate() throws IOException, DataFormatException {
		this.inflater.setInput(this.data);
		while (!this.inflater.finished()) {
			int room = this.out.length - this.count;
			int written = (room > 0) ? this.inflater.inflate(this.out, this.count, room) : 0;
			this.count += written;
			if (room == 0) {
				grow();
			}
			else if (written == 0 && !this.inflater.finished()) {
				throw new IOException("GZIP data is cut off, or needs a dictionary");
			}
		}
	}

	/** Full, and not known to be finished: the end marker may be all that is left. */
	private void grow() throws IOException, DataFormatException {
		if (this.out.length < this.maxSize) {
			this.out = Arrays.copyOf(this.out,
					(int) Math.min(this.maxSize, Math.max(FIRST_BYTES_MIN, this.out.length * 2L)));
			return;
		}
		byte[] probe = new byte[1];
		int written = this.inflater.inflate(probe);
		if (written > 0) {
			throw new IOException("GZIP data is larger than " + this.maxSize
					+ " bytes when decompressed (expected: at most that; the reader's limit can be raised)");
		}
		if (!this.inflater.finished()) {
			throw new IOException("GZIP data is cut off, or needs a dictionary");
		}
	}

	private void readTrailer(int start) throws IOException {
		int checksum = this.data.getInt();
		int size = this.data.getInt();
		if (size != this.count - start) {
			throw new IOException("GZIP data is damaged: " + (this.count - start) + " bytes (expected: " + size + ")");
		}
		if (checksum != GzipCodec.checksum(this.out, start, this.count - start)) {
			throw new IOException("GZIP data is damaged: wrong checksum");
		}
	}

}
