package io.ydbtopic.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

import io.ydbtopic.client.MetadataItem;
import io.ydbtopic.client.OutgoingMessage;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Cuts standard input into messages: one a line, as it is or as a JSON object like those
 * that {@code read --format json} prints. Confined to the thread that writes.
 */
final class MessageInput {

	/** What a line holds. */
	enum Format {

		/** The payload. */
		VALUE,

		/**
		 * A JSON object with {@code value} or {@code valueBase64}, and {@code key} if
		 * keys are asked for.
		 */
		JSON

	}

	private static final JsonFactory JSON = new JsonFactory();

	private final InputStream in;

	private final Format format;

	/** What ends the key; null if messages have none. */
	private final byte @Nullable [] separator;

	private final byte[] buffer = new byte[64 * 1024];

	private int position;

	private int limit;

	private long line;

	MessageInput(InputStream in, Format format, byte @Nullable [] separator) {
		this.in = in;
		this.format = format;
		this.separator = separator;
	}

	/**
	 * The next message; null at the end of the input.
	 * @throws CommandFailedException if the input can't be read, or a line is not what
	 * the format asks for
	 */
	@Nullable InputMessage next() {
		byte[] bytes = nextLine();
		if (bytes == null) {
			return null;
		}
		this.line++;
		if (this.format == Format.JSON) {
			return parse(bytes);
		}
		return (this.separator != null) ? cut(bytes, this.separator)
				: new InputMessage(null, OutgoingMessage.of(bytes));
	}

	private InputMessage cut(byte[] bytes, byte[] end) {
		for (int i = 0; i + end.length <= bytes.length; i++) {
			if (Arrays.equals(bytes, i, i + end.length, end, 0, end.length)) {
				return new InputMessage(Arrays.copyOf(bytes, i),
						OutgoingMessage.of(Arrays.copyOfRange(bytes, i + end.length, bytes.length)));
			}
		}
		throw wrong("no key (expected: a key, the separator, the value)", null);
	}

	private byte @Nullable [] nextLine() {
		ByteArrayOutputStream longLine = null;
		while (true) {
			for (int i = this.position; i < this.limit; i++) {
				if (this.buffer[i] == '\n') {
					byte[] found = part(longLine, i);
					this.position = i + 1;
					return found;
				}
			}
			if (this.limit > this.position) {
				longLine = (longLine != null) ? longLine : new ByteArrayOutputStream();
				longLine.write(this.buffer, this.position, this.limit - this.position);
				this.position = this.limit;
			}
			if (!fill()) {
				return (longLine != null) ? longLine.toByteArray() : null;
			}
		}
	}

	private byte[] part(@Nullable ByteArrayOutputStream before, int end) {
		int length = end - this.position;
		if (before != null) {
			before.write(this.buffer, this.position, length);
			return before.toByteArray();
		}
		byte[] bytes = new byte[length];
		System.arraycopy(this.buffer, this.position, bytes, 0, length);
		return bytes;
	}

	private boolean fill() {
		try {
			this.position = 0;
			this.limit = Math.max(0, this.in.read(this.buffer));
			return this.limit > 0;
		}
		catch (IOException ex) {
			throw new CommandFailedException("can't read standard input: " + ex.getMessage(), ex);
		}
	}

	private InputMessage parse(byte[] bytes) {
		byte[] key = null;
		byte[] value = null;
		Instant createdAt = null;
		List<MetadataItem> metadata = new ArrayList<>();
		try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), bytes)) {
			if (json.nextToken() != JsonToken.START_OBJECT) {
				throw wrong("a JSON object was expected", null);
			}
			for (String name = json.nextName(); name != null; name = json.nextName()) {
				json.nextToken();
				switch (name) {
					case "key" -> key = text(json).getBytes(StandardCharsets.UTF_8);
					case "value" -> value = text(json).getBytes(StandardCharsets.UTF_8);
					case "valueBase64" -> value = Base64.getDecoder().decode(text(json));
					case "createdAt" -> createdAt = Instant.parse(text(json));
					case "metadata" -> metadata(json, metadata);
					default -> json.skipChildren();
				}
			}
		}
		catch (JacksonException | DateTimeParseException | IllegalArgumentException ex) {
			throw wrong(String.valueOf(ex.getMessage()), ex);
		}
		if (value == null) {
			throw wrong("neither 'value' nor 'valueBase64' is there", null);
		}
		if (this.separator != null && key == null) {
			throw wrong("'key' is not there", null);
		}
		return new InputMessage((this.separator != null) ? key : null,
				new OutgoingMessage<>(value, null, createdAt, metadata));
	}

	private void metadata(JsonParser json, List<MetadataItem> items) {
		for (String key = json.nextName(); key != null; key = json.nextName()) {
			if (json.nextToken() == JsonToken.START_OBJECT) {
				json.nextName();
				json.nextToken();
				items.add(new MetadataItem(key, Base64.getDecoder().decode(text(json))));
				json.nextToken();
			}
			else {
				items.add(MetadataItem.text(key, text(json)));
			}
		}
	}

	private String text(JsonParser json) {
		String text = json.getValueAsString();
		if (text == null) {
			throw wrong("a text was expected for '" + json.currentName() + "'", null);
		}
		return text;
	}

	private CommandFailedException wrong(String what, @Nullable Exception cause) {
		return new CommandFailedException("line " + this.line + " of standard input: " + what, cause);
	}

}
