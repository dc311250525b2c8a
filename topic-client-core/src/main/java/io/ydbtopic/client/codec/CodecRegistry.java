package io.ydbtopic.client.codec;

import java.util.Map;
import java.util.TreeMap;

/**
 * Codecs by their number on the wire. Immutable; callable from any thread.
 */
public final class CodecRegistry {

	private static final int CUSTOM_MIN = 10000;

	/** Largest of the numbers that the protocol has given to codecs: ZSTD. */
	private static final int KNOWN_MAX = 4;

	private static final CodecRegistry STANDARD = new CodecRegistry(Map.of(Codec.RAW, Codecs.raw(), Codec.GZIP,
			Codecs.gzip(), Codec.LZOP, Codecs.lzop(), Codec.ZSTD, Codecs.zstd()));

	private final Map<Integer, Codec> codecs;

	private CodecRegistry(Map<Integer, Codec> codecs) {
		this.codecs = codecs;
	}

	/**
	 * RAW, GZIP, LZOP and ZSTD.
	 */
	public static CodecRegistry standard() {
		return STANDARD;
	}

	/**
	 * These codecs and one more, which takes the place of one with the same number.
	 * @throws IllegalArgumentException if the protocol does not know such a number
	 */
	public CodecRegistry with(Codec codec) {
		int number = codec.number();
		if (number < Codec.RAW || (number > KNOWN_MAX && number < CUSTOM_MIN)) {
			throw new IllegalArgumentException("codec number: " + number + " (expected: 1 to " + KNOWN_MAX + ", or "
					+ CUSTOM_MIN + " and more for own codecs)");
		}
		Map<Integer, Codec> more = new TreeMap<>(this.codecs);
		more.put(number, codec);
		return new CodecRegistry(Map.copyOf(more));
	}

	/**
	 * The codec with a number; 0, which servers report for data without one, is RAW.
	 * @throws IllegalArgumentException if there is none; the message tells which there
	 * are
	 */
	public Codec get(int number) {
		Codec codec = this.codecs.get((number == 0) ? Codec.RAW : number);
		if (codec == null) {
			throw new IllegalArgumentException("codec number: " + number + " (expected: one of "
					+ new TreeMap<>(this.codecs).keySet() + "; register another codec to read such messages)");
		}
		return codec;
	}

	/**
	 * Whether there is a codec with a number.
	 */
	public boolean has(int number) {
		return number == 0 || this.codecs.containsKey(number);
	}

	@Override
	public String toString() {
		return new TreeMap<>(this.codecs).toString();
	}

}
