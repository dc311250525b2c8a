package io.ydbtopic.client.codec;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * No compression. Thread-safe.
 */
final class RawCodec implements Codec {

	@Override
	public int number() {
		return RAW;
	}

	@Override
	public byte[] encode(byte[] payload) {
		return payload;
	}

	@Override
	public byte[] decode(ByteBuffer data, long expectedSize, int maxSize) throws IOException {
		if (data.remaining() > maxSize) {
			throw new IOException("payload of " + data.remaining() + " bytes (expected: at most " + maxSize + ")");
		}
		byte[] bytes = new byte[data.remaining()];
		data.get(bytes);
		return bytes;
	}

	@Override
	public String toString() {
		return "raw";
	}

}
