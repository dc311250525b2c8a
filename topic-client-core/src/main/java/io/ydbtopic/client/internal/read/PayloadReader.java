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

	private final boolean plainBytes;

	PayloadReader(Deserializer<? extends T> deserializer, CodecRegistry codecs, int maxBytes) {
		this.deserializer = deserializer;
		this.codecs = codecs;
		this.maxBytes = maxBytes;
		this.plainBytes = deserializer == Deserializer.bytes();
	}

	/** The value of a message of a batch. */
	@SuppressWarnings("unchecked")
	T value(ReceivedBatch batch, int index, Object message) {
		if (this.plainBytes && isRaw(batch.codec())) {
			return (T) batch.copy(index);
		}
		return value(data(batch, index, message), message);
	}

	/** The payload of a message of a batch. */
	ByteBuffer data(ReceivedBatch batch, int index, Object message) {
		ByteBuffer raw = batch.data(index);
		int codec = batch.codec();
		if (isRaw(codec)) {
			return raw;
		}
		try {
			return decompress(raw, codec, batch.uncompressedSize(index));
		}
		catch (IOException | RuntimeException ex) {
			throw new MessageUnreadableException(message + ": can't be decompressed with codec " + codec, ex);
		}
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
