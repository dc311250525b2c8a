package io.ydbtopic.client.codec;

/**
 * The codecs that come with the client. Thread-safe.
 */
public final class Codecs {

	private static final Codec RAW = new RawCodec();

	private static final Codec GZIP = new GzipCodec();

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

}
