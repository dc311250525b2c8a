package io.ydbtopic.cli;

import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** JSON of plain values: maps, collections, numbers, booleans and texts, on one line. */
final class Json {

	private static final JsonFactory FACTORY = new JsonFactory();

	private Json() {
	}

	/** A value as one line, without its end. */
	static String line(@Nullable Object value) {
		StringWriter text = new StringWriter();
		try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
			write(json, value);
		}
		return text.toString();
	}

	private static void write(JsonGenerator json, @Nullable Object value) {
		if (value == null) {
			json.writeNull();
		}
		else if (value instanceof Map<?, ?> map) {
			json.writeStartObject();
			map.forEach((key, item) -> {
				json.writeName(String.valueOf(key));
				write(json, item);
			});
			json.writeEndObject();
		}
		else if (value instanceof Collection<?> items) {
			json.writeStartArray();
			items.forEach((item) -> write(json, item));
			json.writeEndArray();
		}
		else if (value instanceof Long || value instanceof Integer) {
			json.writeNumber(((Number) value).longValue());
		}
		else if (value instanceof Boolean bool) {
			json.writeBoolean(bool);
		}
		else {
			json.writeString(value.toString());
		}
	}

	/** Bytes as text if they are UTF-8. */
	static @Nullable String text(ByteBuffer bytes) {
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString();
		}
		catch (CharacterCodingException ex) {
			return null;
		}
	}

	static String base64(ByteBuffer bytes) {
		byte[] copy = new byte[bytes.remaining()];
		bytes.duplicate().get(copy);
		return Base64.getEncoder().encodeToString(copy);
	}

	/** Prints a value as one line. */
	static void print(OutputStream out, @Nullable Object value) {
		MessageOutput.write(out, (line(value) + "\n").getBytes(StandardCharsets.UTF_8));
	}

}
