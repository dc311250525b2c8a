package io.ydbtopic.client.codec;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What stands before the blocks of LZOP data: who made it, and which checksums follow.
 * The checksum that is verified is the Adler-32 of the uncompressed bytes; others are
 * passed over.
 *
 * @param flags which checksums and fields there are
 */
record LzopHeader(int flags) {

	private static final byte[] MAGIC = { (byte) 0x89, 'L', 'Z', 'O', 0, '\r', '\n', 0x1a, '\n' };

	private static final int ADLER32_OF_DATA = 0x1;

	private static final int ADLER32_OF_COMPRESSED = 0x2;

	private static final int EXTRA_FIELD = 0x40;

	private static final int CRC32_OF_DATA = 0x100;

	private static final int CRC32_OF_COMPRESSED = 0x200;

	private static final int MULTIPART = 0x400;

	private static final int FILTER = 0x800;

	/** Written by version 1.01, needs 0.940 to be read. */
	private static final short VERSION = 0x1010;

	/** The newest that the official SDK reads. */
	private static final short LIBRARY_VERSION = 0x2050;

	private static final short VERSION_NEEDED = 0x0940;

	/** LZO1X; 1 to 3 are its levels. */
	private static final byte METHOD = 1;

	private static final byte METHOD_MAX = 3;

	private static final byte LEVEL = 5;

	/** Size of the header that is written here. */
	static final int BYTES = MAGIC.length + 29;

	/**
	 * Writes one.
	 * @param out the array under the target
	 */
	static void write(byte[] out, ByteBuffer target) {
		target.put(MAGIC);
		int start = target.position();
		target.putShort(VERSION)
			.putShort(LIBRARY_VERSION)
			.putShort(VERSION_NEEDED)
			.put(METHOD)
			.put(LEVEL)
			.putInt(ADLER32_OF_DATA)
			.putInt(0) // mode
			.putInt(0) // time
			.putInt(0)
			.put((byte) 0); // length of the name
		target.putInt(LzopCodec.checksum(out, start, target.position() - start));
	}

	static LzopHeader read(ByteBuffer source) throws IOException {
		byte[] magic = new byte[MAGIC.length];
		source.get(magic);
		if (!Arrays.equals(magic, MAGIC)) {
			throw new IOException("not LZOP data (expected: it starts with 89 4c 5a 4f)");
		}
		int version = source.getShort() & 0xffff;
		source.getShort();
		if (version >= VERSION_NEEDED) {
			source.getShort();
		}
		int method = source.get();
		if (method < METHOD || method > METHOD_MAX) {
			throw new IOException("LZOP method " + method + " (expected: 1 to 3, LZO1X)");
		}
		if (version >= VERSION_NEEDED) {
			source.get();
		}
		int flags = source.getInt();
		if ((flags & (MULTIPART | FILTER)) != 0) {
			throw new IOException("LZOP data in several parts or with a filter (expected: neither)");
		}
		skip(source, 2 * Integer.BYTES);
		if (version >= VERSION_NEEDED) {
			skip(source, Integer.BYTES);
		}
		int name = source.get() & 0xff;
		skip(source, name + Integer.BYTES);
		if ((flags & EXTRA_FIELD) != 0) {
			int extra = source.getInt();
			skip(source, extra);
			skip(source, Integer.BYTES);
		}
		return new LzopHeader(flags);
	}

	boolean hasChecksum() {
		return (this.flags & ADLER32_OF_DATA) != 0;
	}

	/** Those that follow that of the data, at the start of a block. */
	void skipOtherChecksums(ByteBuffer source, boolean isCompressed) {
		if ((this.flags & CRC32_OF_DATA) != 0) {
			source.getInt();
		}
		if (isCompressed && (this.flags & ADLER32_OF_COMPRESSED) != 0) {
			source.getInt();
		}
		if (isCompressed && (this.flags & CRC32_OF_COMPRESSED) != 0) {
			source.getInt();
		}
	}

	private static void skip(ByteBuffer source, int bytes) {
		if (bytes < 0 || bytes > source.remaining()) {
			throw new BufferUnderflowException();
		}
		source.position(source.position() + bytes);
	}

}
