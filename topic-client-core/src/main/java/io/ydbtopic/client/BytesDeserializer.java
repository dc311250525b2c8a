package io.ydbtopic.client;

import java.nio.ByteBuffer;

/**
 * The only one of its kind, so that a reader can tell that the bytes are wanted as they
 * are.
 */
final class BytesDeserializer implements Deserializer<byte[]> {

	static final Deserializer<byte[]> INSTANCE = new BytesDeserializer();

	private BytesDeserializer() {
	}

	@Override
	public byte[] deserialize(ByteBuffer payload) {
		byte[] bytes = new byte[payload.remaining()];
		payload.get(bytes);
		return bytes;
	}

}
