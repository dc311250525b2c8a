package io.ydbtopic.client.codec;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.stream.Stream;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/** A small message can't become a large heap, whatever its writer declares. */
class CodecBombTest {

	private static final int PAYLOAD_BYTES = 64 * 1024 * 1024;

	private static final int LIMIT_BYTES = 1024 * 1024;

	private static Stream<Codec> codecs() {
		return Stream.of(Codecs.gzip(), Codecs.zstd(), Codecs.lzop());
	}

	@ParameterizedTest
	@MethodSource("codecs")
	void theLimitHoldsBeforeMemoryIsTaken(Codec codec) throws IOException {
		byte[] bomb = codec.encode(new byte[PAYLOAD_BYTES]);
		assertThat(bomb.length).isLessThan(PAYLOAD_BYTES / 50);
		for (long declared : new long[] { 0, -1, 1, PAYLOAD_BYTES, Long.MAX_VALUE, Long.MIN_VALUE }) {
			long before = allocated();
			assertThatIOException().isThrownBy(() -> codec.decode(ByteBuffer.wrap(bomb), declared, LIMIT_BYTES))
				.withMessageContaining("is larger than " + LIMIT_BYTES + " bytes when decompressed");
			assertThat(allocated() - before).as("bytes taken for a declared size of %d", declared)
				.isLessThan(bomb.length + 4L * LIMIT_BYTES);
		}
	}

	/** By this thread. */
	private static long allocated() {
		return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
	}

}
