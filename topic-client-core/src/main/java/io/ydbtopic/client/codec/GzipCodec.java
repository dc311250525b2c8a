package io.ydbtopic.client.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * GZIP with pooled deflaters and inflaters. What comes out is bounded by the caller,
 * whatever a writer declares, so that a small message can't become a large heap.
 * Thread-safe.
 */
final class GzipCodec implements Codec {

	/**
	 * About as many as threads that may be at it at once; more are made and ended again.
	 */
	private static final int SPARES = 16;

	private static final byte[] HEADER = { 0x1f, (byte) 0x8b, Deflater.DEFLATED, 0, 0, 0, 0, 0, 0, (byte) 255 };

	private static final int TRAILER_BYTES = 8;

	private static final int CHUNK = 8192;

	private final Spares<Deflater> deflaters = new Spares<>(SPARES,
			() -> new Deflater(Deflater.DEFAULT_COMPRESSION, true), Deflater::reset, Deflater::end);

	private final Spares<Inflater> inflaters = new Spares<>(SPARES, () -> new Inflater(true), Inflater::reset,
			Inflater::end);

	@Override
	public int number() {
		return GZIP;
	}

	@Override
	public byte[] encode(byte[] payload) {
		Deflater deflater = this.deflaters.take();
		try {
			ByteArrayOutputStream out = new ByteArrayOutputStream(Math.max(64, payload.length / 3));
			out.writeBytes(HEADER);
			deflater.setInput(payload);
			deflater.finish();
			byte[] chunk = new byte[Math.min(CHUNK, payload.length + 64)];
			while (!deflater.finished()) {
				out.write(chunk, 0, deflater.deflate(chunk));
			}
			out.writeBytes(ByteBuffer.allocate(TRAILER_BYTES)
				.order(ByteOrder.LITTLE_ENDIAN)
				.putInt(checksum(payload, 0, payload.length))
				.putInt(payload.length)
				.array());
			return out.toByteArray();
		}
		finally {
			this.deflaters.giveBack(deflater);
		}
	}

	static int checksum(byte[] bytes, int offset, int length) {
		CRC32 checksum = new CRC32();
		checksum.update(bytes, offset, length);
		return (int) checksum.getValue();
	}

	@Override
	public byte[] decode(ByteBuffer data, long expectedSize, int maxSize) throws IOException {
		Inflater inflater = this.inflaters.take();
		try {
			return new GzipInflation(data, inflater, expectedSize, maxSize).payload();
		}
		finally {
			this.inflaters.giveBack(inflater);
		}
	}

	@Override
	public String toString() {
		return "gzip";
	}

}
