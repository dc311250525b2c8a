package io.ydbtopic.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.ydbtopic.client.MetadataItem;
import io.ydbtopic.client.ReceivedMessage;

/**
 * Prints messages in one of the formats. What was printed is safe only after
 * {@link #flush()}. Confined to the thread that reads.
 */
final class MessageOutput {

	/** What a message looks like. */
	enum Format {

		/** The payload alone. */
		VALUE,

		/** Partition, offset, times, producer, metadata and the payload, with tabs. */
		HEADERS,

		/** All of it as one JSON object. */
		JSON

	}

	private static final int BUFFER_BYTES = 256 * 1024;

	private final OutputStream out;

	private final Format format;

	MessageOutput(OutputStream out, Format format) {
		this.out = new BufferedOutputStream(out, BUFFER_BYTES);
		this.format = format;
	}

	void print(ReceivedMessage<?> message) {
		if (this.format == Format.HEADERS) {
			write(this.out, headers(message).getBytes(StandardCharsets.UTF_8));
		}
		if (this.format == Format.JSON) {
			write(this.out, Json.line(object(message)).getBytes(StandardCharsets.UTF_8));
		}
		else {
			ByteBuffer payload = message.data();
			byte[] bytes = new byte[payload.remaining()];
			payload.get(bytes);
			write(this.out, bytes);
		}
		write(this.out, new byte[] { '\n' });
	}

	private static String headers(ReceivedMessage<?> message) {
		List<String> metadata = new ArrayList<>();
		for (MetadataItem item : message.metadata()) {
			metadata.add(item.key() + "=" + item.text());
		}
		return message.partitionId() + "\t" + message.offset() + "\t" + message.writtenAt() + "\t"
				+ message.producerId() + "\t" + message.sequenceNumber() + "\t" + String.join(",", metadata) + "\t";
	}

	private static Map<String, Object> object(ReceivedMessage<?> message) {
		Map<String, Object> object = new LinkedHashMap<>();
		object.put("topic", message.topic());
		object.put("partition", message.partitionId());
		object.put("offset", message.offset());
		object.put("sequenceNumber", message.sequenceNumber());
		object.put("producerId", message.producerId());
		object.put("createdAt", message.createdAt());
		object.put("writtenAt", message.writtenAt());
		Map<String, Object> metadata = new LinkedHashMap<>();
		for (MetadataItem item : message.metadata()) {
			ByteBuffer bytes = ByteBuffer.wrap(item.value());
			String text = Json.text(bytes);
			metadata.put(item.key(), (text != null) ? text : Map.of("base64", Json.base64(bytes)));
		}
		object.put("metadata", metadata);
		String text = Json.text(message.data());
		if (text != null) {
			object.put("value", text);
		}
		else {
			object.put("valueBase64", Json.base64(message.data()));
		}
		return object;
	}

	/** Hands what was printed to the operating system. */
	void flush() {
		try {
			this.out.flush();
		}
		catch (IOException ex) {
			throw new OutputClosedException(ex);
		}
	}

	static void write(OutputStream out, byte[] bytes) {
		try {
			out.write(bytes);
		}
		catch (IOException ex) {
			throw new OutputClosedException(ex);
		}
	}

}
