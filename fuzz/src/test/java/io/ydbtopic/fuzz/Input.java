package io.ydbtopic.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Bytes that a target takes apart. Never fails: where there is no more, there is nothing.
 */
final class Input {

	private final byte[] bytes;

	private int position;

	Input(byte[] bytes) {
		this.bytes = bytes;
	}

	boolean hasMore() {
		return this.position < this.bytes.length;
	}

	/** 0 to 255; 0 at the end. */
	int number() {
		return hasMore() ? this.bytes[this.position++] & 0xff : 0;
	}

	/** As many bytes as there are, up to a number. */
	byte[] take(int most) {
		int end = Math.min(this.bytes.length, this.position + most);
		byte[] part = Arrays.copyOfRange(this.bytes, this.position, end);
		this.position = end;
		return part;
	}

	byte[] rest() {
		return take(this.bytes.length);
	}

	/** A part that begins with its length, in two bytes. */
	byte[] part() {
		return take(number() << 8 | number());
	}

	List<byte[]> parts(int most) {
		List<byte[]> parts = new ArrayList<>();
		while (hasMore() && parts.size() < most) {
			parts.add(part());
		}
		return parts;
	}

	/** Text up to a zero byte. */
	String text() {
		int start = this.position;
		while (hasMore() && this.bytes[this.position] != 0) {
			this.position++;
		}
		String text = new String(this.bytes, start, this.position - start, StandardCharsets.UTF_8);
		this.position = Math.min(this.position + 1, this.bytes.length);
		return text;
	}

}
