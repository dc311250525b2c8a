package io.ydbtopic.client.codec;

import java.util.Map;
import java.util.TreeMap;

/**
 * Codecs by their number, for reading. Immutable.
 */
public final class CodecRegistry {

	private static final CodecRegistry STANDARD = new CodecRegistry(
			Map.of(Codec.RAW, Codecs.raw(), Codec.GZIP, Codecs.gzip()));

	private final Map<Integer, Codec> codecs;

	private CodecRegistry(Map<Integer, Codec> codecs) {
		this.codecs = codecs;
	}

	/**
	 * RAW and GZIP.
	 */
	public static CodecRegistry standard() {
		return STANDARD;
	}

	/**
	 * This registry with one more codec, which replaces one of the same number.
	 */
	public CodecRegistry with(Codec codec) {
		Map<Integer, Codec> more = new TreeMap<>(this.codecs);
		more.put(codec.number(), codec);
		return new CodecRegistry(Map.copyOf(more));
	}

	/**
	 * The codec of a number.
	 * @throws IllegalArgumentException if there is none
	 */
	public Codec get(int number) {
		Codec codec = this.codecs.get(number);
		if (codec == null) {
			throw new IllegalArgumentException("codec " + number + " is unknown (expected: one of "
					+ new TreeMap<>(this.codecs).keySet() + "); register it with the reader");
		}
		return codec;
	}

}
