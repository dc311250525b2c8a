package io.ydbtopic.client;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Makes a value of a payload. Called on the thread that asks for the value, at most once
 * for a message unless it fails; must be thread-safe.
 *
 * @param <T> type of the values
 */
@FunctionalInterface
public interface Deserializer<T> {

	/**
	 * The value of a payload.
	 * @param payload read-only and decompressed; may be kept
	 * @throws Exception if the payload is not of the expected form; it is reported for
	 * this message alone
	 */
	T deserialize(ByteBuffer payload) throws Exception;

	/**
	 * A copy of the bytes.
	 */
	static Deserializer<byte[]> bytes() {
		return BytesDeserializer.INSTANCE;
	}

	/**
	 * UTF-8 as text.
	 */
	static Deserializer<String> string() {
		// The buffers of a decoder cost more than this copy.
		return (payload) -> {
			byte[] bytes = new byte[payload.remaining()];
			payload.get(bytes);
			return new String(bytes, StandardCharsets.UTF_8);
		};
	}

}
