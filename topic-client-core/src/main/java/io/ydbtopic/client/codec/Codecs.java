package io.ydbtopic.client.codec;

/**
 * The codecs that come with the client. Thread-safe.
 */
public final class Codecs {

	private static final Codec RAW = new RawCodec();

	private static final Codec GZIP = new GzipCodec();

	private static final Codec LZOP = new LzopCodec();

	private static final Codec ZSTD = new ZstdCodec(ZstdCodec.LEVEL_DEFAULT);

	private Codecs() {
	}

	/**
	 * Leaves payloads as they are.
	 */
	public static Codec raw() {
		return RAW;
	}

	/**
	 * GZIP with the default level.
	 */
	public static Codec gzip() {
		return GZIP;
	}

	/**
	 * LZOP: the file format of lzop with LZO1X, for readers that know nothing else; ZSTD
	 * is smaller and faster.
	 */
	public static Codec lzop() {
		return LZOP;
	}

	/**
	 * ZSTD with level 3, its default.
	 */
	public static Codec zstd() {
		return ZSTD;
	}

	/**
	 * ZSTD with another level.
	 * @param level 1, the fastest, to 22, the smallest; negative levels are faster still
	 * @throws IllegalArgumentException if there is no such level
	 */
	public static Codec zstd(int level) {
		return new ZstdCodec(level);
	}

}
