package io.ydbtopic.spring.autoconfigure;

/**
 * How payloads are compressed.
 */
public enum CodecName {

	/** Not at all. */
	RAW,

	/** With GZIP. */
	GZIP

}
