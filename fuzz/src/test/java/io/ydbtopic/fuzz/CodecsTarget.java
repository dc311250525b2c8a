package io.ydbtopic.fuzz;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;

import com.sun.management.ThreadMXBean;
import io.ydbtopic.client.codec.Codec;
import io.ydbtopic.client.codec.Codecs;

/**
 * Compressed payloads: what comes out is within the limit or an {@link IOException}, and
 * no more memory is taken than that; what was encoded is decoded.
 */
public final class CodecsTarget {

	private static final Codec[] CODECS = { Codecs.gzip(), Codecs.zstd(), Codecs.lzop() };

	private static final int LIMIT_BYTES = 256 * 1024;

	/** Contexts and tables of the codecs, made once in a while. */
	private static final int SLACK_BYTES = 2 * 1024 * 1024;

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private CodecsTarget() {
	}

	public static void fuzzerTestOneInput(byte[] data) throws IOException {
		Input input = new Input(data);
		Codec codec = CODECS[input.number() % CODECS.length];
		int limit = 1 + input.number() * LIMIT_BYTES / 256;
		long declared = (input.number() - 8L) << input.number() % 56;
		byte[] compressed = input.rest();
		long before = THREADS.getCurrentThreadAllocatedBytes();
		try {
			byte[] payload = codec.decode(ByteBuffer.wrap(compressed).asReadOnlyBuffer(), declared, limit);
			check(payload.length <= limit, codec + " made " + payload.length + " bytes of at most " + limit);
		}
		catch (IOException ex) {
			// The promised answer to bad data.
		}
		long taken = THREADS.getCurrentThreadAllocatedBytes() - before;
		check(taken < SLACK_BYTES + 4L * limit + 4L * compressed.length, codec + " took " + taken + " bytes");
		byte[] again = codec.decode(ByteBuffer.wrap(codec.encode(compressed)), compressed.length,
				Math.max(1, compressed.length));
		check(Arrays.equals(again, compressed), codec + " lost something");
	}

	private static void check(boolean condition, String what) {
		if (!condition) {
			throw new AssertionError(what);
		}
	}

}
