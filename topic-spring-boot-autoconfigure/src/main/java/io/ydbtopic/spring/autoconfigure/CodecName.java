package io.ydbtopic.spring.autoconfigure;

/**
 * How payloads are compressed.
 */
public enum CodecName {

	/** Not at all. */
	RAW,

	/** With GZIP. */
	GZIP,

	/** With ZSTD. */
	ZSTD,

	/** With LZOP. */
	LZOP,

	/** By what is best for the messages, of RAW, ZSTD and GZIP. */
	AUTO

}
