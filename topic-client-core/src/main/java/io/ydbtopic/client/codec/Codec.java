package io.ydbtopic.client.codec;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Compresses and decompresses payloads. Called from many threads at once, never from a
 * gRPC thread nor from the client's loop; keep no state or keep it per thread.
 */
public interface Codec {

	/** Number of the codec that leaves payloads as they are. */
	int RAW = 1;

	/** Number of GZIP. */
	int GZIP = 2;

	/** Number of LZOP. */
	int LZOP = 3;

	/** Number of ZSTD. */
	int ZSTD = 4;

	/**
	 * The number on the wire: 1 to 4 are defined by the protocol (RAW, GZIP, LZOP, ZSTD),
	 * own ones start at 10000.
	 */
	int number();

	/**
	 * Compresses a payload.
	 * @param payload the payload; must not be changed nor kept
	 * @return the compressed form
	 */
	byte[] encode(byte[] payload) throws IOException;

	/**
	 * Decompresses a payload.
	 * @param data read-only, positioned at the start of the compressed form
	 * @param expectedSize size that the writer has declared, in bytes; a hint, never
	 * trusted; 0 or less if unknown
	 * @param maxSize most bytes that the result may have
	 * @return the payload
	 * @throws IOException if the data is damaged, or larger than {@code maxSize} when
	 * decompressed
	 */
	byte[] decode(ByteBuffer data, long expectedSize, int maxSize) throws IOException;

}
