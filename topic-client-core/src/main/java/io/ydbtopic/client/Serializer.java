package io.ydbtopic.client;

import java.nio.charset.StandardCharsets;

/**
 * Makes the payload of a value. Called on the thread that writes; must be thread-safe.
 *
 * @param <T> type of the values
 */
@FunctionalInterface
public interface Serializer<T> {

	/**
	 * The payload of a value.
	 * @return bytes that nobody changes afterwards: they are not copied
	 * @throws RuntimeException if the value has no such form; the write fails with it
	 */
	byte[] serialize(T value);

	/**
	 * Bytes as they are; they must not be changed after the write.
	 */
	static Serializer<byte[]> bytes() {
		return (value) -> value;
	}

	/**
	 * Text as UTF-8.
	 */
	static Serializer<String> string() {
		return (value) -> value.getBytes(StandardCharsets.UTF_8);
	}

}
