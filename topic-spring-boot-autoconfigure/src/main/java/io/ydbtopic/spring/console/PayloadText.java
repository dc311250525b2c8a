package io.ydbtopic.spring.console;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The beginning of a payload as people can read it.
 *
 * @param form {@code text} or {@code hex}
 * @param text the text, or the bytes as hexadecimal numbers
 * @param size bytes of the whole payload
 * @param shown bytes that the text tells of
 */
record PayloadText(String form, String text, int size, int shown) {

	/** Bytes of a payload that are shown. */
	static final int MOST_BYTES = 4096;

	static PayloadText of(ByteBuffer payload) {
		ByteBuffer head = payload.slice();
		int size = head.remaining();
		boolean cut = size > MOST_BYTES;
		head.limit(Math.min(size, MOST_BYTES));
		CharBuffer text = CharBuffer.allocate(head.remaining() + 1);
		CoderResult result = StandardCharsets.UTF_8.newDecoder()
			.onMalformedInput(CodingErrorAction.REPORT)
			.onUnmappableCharacter(CodingErrorAction.REPORT)
			.decode(head, text, !cut);
		int shown = head.position();
		text.flip();
		if (!result.isError() && text.chars().noneMatch(PayloadText::isControl)) {
			return new PayloadText("text", text.toString(), size, shown);
		}
		byte[] bytes = new byte[Math.min(size, MOST_BYTES / 4)];
		payload.slice().get(bytes);
		return new PayloadText("hex", HexFormat.ofDelimiter(" ").formatHex(bytes), size, bytes.length);
	}

	private static boolean isControl(int letter) {
		return letter != '\n' && letter != '\r' && letter != '\t' && Character.isISOControl(letter);
	}

}
