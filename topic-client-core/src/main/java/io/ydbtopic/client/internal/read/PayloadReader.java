package io.ydbtopic.client.internal.read;

import java.io.IOException;
import java.nio.ByteBuffer;

import io.ydbtopic.client.Deserializer;
import io.ydbtopic.client.codec.Codec;
import io.ydbtopic.client.codec.CodecRegistry;
import io.ydbtopic.client.error.MessageUnreadableException;

/**
 * Makes payloads and values of bytes. Thread-safe; called on application threads.
 *
 * @param <T> type of the values
 */
final class PayloadReader<T> {

	private final Deserializer<? extends T> deserializer;

	private final CodecRegistry codecs;

	private final int maxBytes;

	PayloadReader(Deserializer<? extends T> deserializer, CodecRegistry codecs, int maxBytes) {
		this.deserializer = deserializer;
		this.codecs = codecs;
		this.maxBytes = maxBytes;
	}

	/** Whether data is as it was written; the server may leave the number out. */
	static boolean isRaw(int codec) {
		return codec == 0 || codec == Codec.RAW;
	}

	/** The payload of data that is compressed. */
	ByteBuffer decompress(ByteBuffer raw, int codec, long expectedSize) throws IOException {
		return ByteBuffer.wrap(this.codecs.get(codec).decode(raw, expectedSize, this.maxBytes)).asReadOnlyBuffer();
	}

	T value(ByteBuffer payload, Object message) {
		try {
			return this.deserializer.deserialize(payload);
		}
		catch (MessageUnreadableException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new MessageUnreadableException(message + ": can't be deserialized", ex);
		}
	}

}
