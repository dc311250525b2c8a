package io.ydbtopic.client.codec;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * No compression. Stateless; callable from any thread.
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
		byte[] payload = new byte[data.remaining()];
		data.duplicate().get(payload);
		return payload;
	}

	@Override
	public String toString() {
		return "RAW";
	}

}
