package io.ydbtopic.benchmarks.stub;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

import com.github.luben.zstd.Zstd;

/**
 * What is in the messages: JSON text as an order service would write it, the same in each
 * run. It compresses to about a third.
 */
public final class Payloads {

	private static final String[] NAMES = { "ann", "bob", "carol", "dave", "erin", "frank", "grace", "heidi" };

	private Payloads() {
	}

	/** So many different texts of one size. */
	public static byte[][] json(int count, int bytes) {
		Random random = new Random(7);
		byte[][] all = new byte[count][];
		for (int i = 0; i < count; i++) {
			all[i] = json(random, bytes);
		}
		return all;
	}

	private static byte[] json(Random random, int bytes) {
		StringBuilder text = new StringBuilder("[");
		while (text.length() < bytes) {
			text.append("{\"id\":\"")
				.append(Long.toHexString(random.nextLong()))
				.append("\",\"customer\":\"")
				.append(NAMES[random.nextInt(NAMES.length)])
				.append("\",\"amount\":")
				.append(random.nextInt(100_000) / 100.0)
				.append(",\"currency\":\"EUR\",\"paid\":")
				.append(random.nextBoolean())
				.append("},");
		}
		return Arrays.copyOf(text.toString().getBytes(StandardCharsets.US_ASCII), bytes);
	}

	/** A text as a codec of the protocol makes it: 1 RAW, 2 GZIP, 4 ZSTD. */
	static byte[] encode(byte[] text, int codec) {
		return switch (codec) {
			case 1 -> text;
			case 2 -> gzip(text);
			case 4 -> Zstd.compress(text);
			default -> throw new IllegalArgumentException("codec: " + codec + " (expected: 1, 2 or 4)");
		};
	}

	private static byte[] gzip(byte[] text) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
			out.write(text);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

}
