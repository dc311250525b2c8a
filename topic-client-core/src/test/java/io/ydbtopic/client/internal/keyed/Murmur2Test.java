package io.ydbtopic.client.internal.keyed;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class Murmur2Test {

	/** The vectors of Kafka's own test of its partitioner. */
	@ParameterizedTest
	@CsvSource({ "21, -973932308", "foobar, -790332482", "a-little-bit-long-string, -985981536",
			"a-little-bit-longer-string, -1486304829", "lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8, -58897971",
			"abc, 479470107", "'', 275646681" })
	void theNarrowHashIsKafkas(String text, int expected) {
		assertThat(Murmur2.kafka(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(expected);
	}

	/** As Apache Commons Codec's hash64 with the seed 0 has them. */
	@ParameterizedTest
	@CsvSource({ "'', 0000000000000000", "a, 071717d2d36b6b11", "key, c336a25c5e5820c3", "customer-7, 96ccf75934765b32",
			"abcdefgh, afdb0257ff41aa98", "abcdefghi, c9b9d84356146ac2", "a-little-bit-longer-string, 63738218eb283185",
			"\u043a\u043b\u044e\u0447, 8cfe416fc44d80c4" })
	void theWideHashIsMurmurs64A(String text, String expected) {
		assertThat(String.format("%016x", Murmur2.hash64(text.getBytes(StandardCharsets.UTF_8)))).isEqualTo(expected);
	}

}
