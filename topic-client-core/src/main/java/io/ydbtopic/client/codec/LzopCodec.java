package io.ydbtopic.client.codec;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.Adler32;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.lzo.LzoCompressor;
import io.airlift.compress.lzo.LzoDecompressor;

/**
 * The file format of lzop around blocks of LZO1X. Callable from many threads at once.
 */
final class LzopCodec implements Codec {

	private static final int SPARES_MAX = 16;

	/** What the tool of that name cuts its input into. */
	private static final int BLOCK_BYTES = 256 * 1024;

	/** Two sizes and a checksum. */
	private static final int BLOCK_HEADER_BYTES = 12;

	private static final int RATIO_USUAL = 3;

	private final Spares<LzoCompressor> compressors = new Spares<>(SPARES_MAX, LzoCompressor::new, (used) -> {
	}, (used) -> {
	});

	@Override
	public int number() {
		return LZOP;
	}

	@Override
	public byte[] encode(byte[] payload) {
		LzoCompressor compressor = this.compressors.take();
		try {
			int blocks = (payload.length + BLOCK_BYTES - 1) / BLOCK_BYTES;
			int block = Math.min(payload.length, BLOCK_BYTES);
			byte[] out = new byte[LzopHeader.BYTES
					+ blocks * (BLOCK_HEADER_BYTES + compressor.maxCompressedLength(block)) + Integer.BYTES];
			ByteBuffer target = ByteBuffer.wrap(out).order(ByteOrder.BIG_ENDIAN);
			LzopHeader.write(out, target);
			for (int from = 0; from < payload.length; from += BLOCK_BYTES) {
				writeBlock(compressor, payload, from, Math.min(BLOCK_BYTES, payload.length - from), out, target);
			}
			target.putInt(0);
			return Arrays.copyOf(out, target.position());
		}
		finally {
			this.compressors.giveBack(compressor);
		}
	}

	private static void writeBlock(LzoCompressor compressor, byte[] payload, int from, int size, byte[] out,
			ByteBuffer target) {
		int start = target.position();
		int dataStart = start + BLOCK_HEADER_BYTES;
		int compressed = compressor.compress(payload, from, size, out, dataStart, out.length - dataStart);
		if (compressed >= size) {
			// Stored as it is.
			System.arraycopy(payload, from, out, dataStart, size);
			compressed = size;
		}
		target.putInt(size).putInt(compressed).putInt(checksum(payload, from, size));
		target.position(dataStart + compressed);
	}

	@Override
	public byte[] decode(ByteBuffer data, long expectedSize, int maxSize) throws IOException {
		byte[] compressed = new byte[data.remaining()];
		data.duplicate().get(compressed);
		ByteBuffer source = ByteBuffer.wrap(compressed).order(ByteOrder.BIG_ENDIAN);
		long first = (expectedSize > 0) ? Math.min(expectedSize, compressed.length * 64L)
				: (long) compressed.length * RATIO_USUAL;
		GrowingBytes out = new GrowingBytes("LZOP", first, maxSize);
		try {
			LzopHeader header = LzopHeader.read(source);
			int size = source.getInt();
			while (size != 0) {
				readBlock(header, size, compressed, source, out);
				size = source.getInt();
			}
		}
		catch (BufferUnderflowException ex) {
			throw new IOException("LZOP data is cut off", ex);
		}
		catch (MalformedInputException ex) {
			throw new IOException("LZOP data is damaged: " + ex.getMessage(), ex);
		}
		return out.toByteArray();
	}

	private static void readBlock(LzopHeader header, int size, byte[] bytes, ByteBuffer source, GrowingBytes out)
			throws IOException {
		int compressed = source.getInt();
		if (size < 0 || compressed <= 0 || compressed > size) {
			throw new IOException("LZOP data is damaged: a block of " + compressed + " bytes for " + size);
		}
		int expected = header.hasChecksum() ? source.getInt() : 0;
		header.skipOtherChecksums(source, compressed < size);
		if (compressed > source.remaining()) {
			throw new BufferUnderflowException();
		}
		out.makeRoom(size);
		int written = size;
		if (compressed == size) {
			source.get(out.array(), out.count(), size);
		}
		else {
			written = new LzoDecompressor().decompress(bytes, source.position(), compressed, out.array(), out.count(),
					size);
			source.position(source.position() + compressed);
		}
		if (written != size) {
			throw new IOException("LZOP data is damaged: " + written + " bytes (expected: " + size + ")");
		}
		if (header.hasChecksum() && checksum(out.array(), out.count(), size) != expected) {
			throw new IOException("LZOP data is damaged: wrong checksum");
		}
		out.added(size);
	}

	static int checksum(byte[] bytes, int start, int count) {
		Adler32 checksum = new Adler32();
		checksum.update(bytes, start, count);
		return (int) checksum.getValue();
	}

	@Override
	public String toString() {
		return "LZOP";
	}

}
