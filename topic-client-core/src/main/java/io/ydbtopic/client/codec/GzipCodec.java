package io.ydbtopic.client.codec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * GZIP (RFC 1952) on pooled deflaters and inflaters, because making one costs more than
 * most messages. What comes out is bounded by the caller, whatever a writer declares, so
 * that a small message can't become a large heap. Callable from many threads at once.
 */
final class GzipCodec implements Codec {

	/** About as many as threads that are at it at once; more are made and ended again. */
	private static final int SPARES_MAX = 16;

	private static final int TRAILER_BYTES = 8;

	/** No name, no time, unknown system: the same payload always gives the same bytes. */
	private static final byte[] HEADER = { 0x1f, (byte) 0x8b, Deflater.DEFLATED, 0, 0, 0, 0, 0, 0, (byte) 0xff };

	/** Room of the first buffer beside what the payload promises. */
	private static final int SLACK_BYTES = 64;

	private final Spares<Deflater> deflaters = new Spares<>(SPARES_MAX,
			() -> new Deflater(Deflater.DEFAULT_COMPRESSION, true), Deflater::reset, Deflater::end);

	private final Spares<Inflater> inflaters = new Spares<>(SPARES_MAX, () -> new Inflater(true), Inflater::reset,
			Inflater::end);

	@Override
	public int number() {
		return GZIP;
	}

	@Override
	public byte[] encode(byte[] payload) {
		Deflater deflater = this.deflaters.take();
		try {
			deflater.setInput(payload);
			deflater.finish();
			byte[] out = Arrays.copyOf(HEADER, HEADER.length + payload.length / 2 + SLACK_BYTES + TRAILER_BYTES);
			int count = HEADER.length;
			while (!deflater.finished()) {
				if (out.length - count <= TRAILER_BYTES) {
					out = Arrays.copyOf(out, out.length * 2);
				}
				count += deflater.deflate(out, count, out.length - count - TRAILER_BYTES);
			}
			ByteBuffer.wrap(out, count, TRAILER_BYTES)
				.order(ByteOrder.LITTLE_ENDIAN)
				.putInt(checksum(payload, 0, payload.length))
				.putInt(payload.length);
			return Arrays.copyOf(out, count + TRAILER_BYTES);
		}
		finally {
			this.deflaters.giveBack(deflater);
		}
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

	static int checksum(byte[] bytes, int start, int count) {
		CRC32 checksum = new CRC32();
		checksum.update(bytes, start, count);
		return (int) checksum.getValue();
	}

	@Override
	public String toString() {
		return "GZIP";
	}

}
