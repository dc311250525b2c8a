package io.ydbtopic.client;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.ydbtopic.client.auth.TokenProvider;
import io.ydbtopic.client.codec.Codec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Bad settings: the message names the setting, the value received and the value expected.
 */
class SettingsTest {

	static Stream<Arguments> badValues() {
		return Stream.of(bad(() -> WriterSettings.of(" "), "topic: blank (expected: a value)"),
				bad(() -> WriterSettings.builder("t").producerId("").build(),
						"producerId: 0 bytes (expected: 1 to 2048"),
				bad(() -> WriterSettings.builder("t").producerId("x".repeat(2049)).build(), "producerId: 2049 bytes"),
				bad(() -> WriterSettings.builder("t").producerId("p").deduplication(false).build(),
						"producerId: 'p' with deduplication off"),
				bad(() -> WriterSettings.builder("t").partitionId(-1L).build(),
						"partitionId: -1 (expected: 0 or more)"),
				bad(() -> WriterSettings.builder("t").bufferMaxBytes(1).build(),
						"bufferMaxBytes: 1 (expected: between 1024 and 17179869184)"),
				bad(() -> WriterSettings.builder("t").bufferMaxBytes(Long.MAX_VALUE).build(), "bufferMaxBytes: 9223"),
				bad(() -> WriterSettings.builder("t").maxMessageBytes(70_000_000).build(), "maxMessageBytes: 70000000"),
				bad(() -> WriterSettings.builder("t").linger(Duration.ofMillis(-1)).build(),
						"linger: PT-0.001S (expected: between PT0S and PT1M)"),
				bad(() -> WriterSettings.builder("t").linger(Duration.ofDays(1)).build(), "linger: PT24H"),
				bad(() -> WriterSettings.builder("t").handshakeTimeout(Duration.ZERO).build(),
						"handshakeTimeout: PT0S (expected: between PT0.001S and PT744H)"),
				bad(() -> WriterSettings.builder("t").ackTimeout(Duration.ofSeconds(-1)).build(),
						"ackTimeout: PT-1S (expected: between PT0S and PT744H)"),
				bad(() -> WriterSettings.builder("t").batchMaxMessages(0).build(), "batchMaxMessages: 0"),
				bad(() -> WriterSettings.builder("t").codec(new Numbered(0)), "codec number: 0 (expected: 1 to 4, or"),
				bad(() -> WriterSettings.builder("t").automaticCodec(new Numbered(9999)), "codec number: 9999"),
				bad(() -> ReaderSettings.builder().consumer("c").build(),
						"topics: none (expected: at least one topic)"),
				bad(() -> ReaderSettings.builder().topics("t").build(), "topic 't': no partitions and no consumer"),
				bad(() -> ReaderSettings.builder().topics("t").consumer(" "), "consumer: blank"),
				bad(() -> ReaderSettings.builder().bufferMaxBytes(-5), "bufferMaxBytes: -5"),
				bad(() -> ReaderSettings.builder().stopTimeout(Duration.ofDays(400)), "stopTimeout: PT9600H"),
				bad(() -> TopicSource.of("t", List.of(-3L)), "partitionId: -3"),
				bad(() -> new TopicSource("t", List.of(), null, Duration.ZERO), "maxLag: PT0S"),
				bad(() -> RetrySettings.builder().fastBase(Duration.ZERO), "fastBase: PT0S"),
				bad(() -> RetrySettings.builder().slowDoublings(99), "slowDoublings: 99 (expected: between 0 and 20)"),
				bad(() -> RetrySettings.builder().maxAttempts(-1), "maxAttempts: -1"),
				bad(() -> BufferFull.waitAtMost(Duration.ofSeconds(-1)), "maxWait: PT-1S (expected: zero or more)"),
				bad(() -> OutgoingMessage.of("a").withSequenceNumber(0), "sequenceNumber: 0 (expected: at least 1)"),
				bad(() -> TopicClientSettings.of("http://localhost"), "connection string"),
				bad(() -> TopicClientSettings.builder("grpc://h/d").tokenRefresh(Duration.ofSeconds(-1)),
						"tokenRefresh: PT-1S"),
				bad(() -> TokenProvider.fixed(" "), "token is blank"));
	}

	private static Arguments bad(Supplier<?> settings, String message) {
		return arguments(settings, message);
	}

	@ParameterizedTest
	@MethodSource("badValues")
	void aBadValueIsRefusedWithItsName(Supplier<?> settings, String message) {
		assertThatIllegalArgumentException().isThrownBy(settings::get).withMessageContaining(message);
	}

	@Test
	void aBuilderStartsFromTheSettingsItIsMadeOf() {
		WriterSettings settings = WriterSettings.builder("orders")
			.producerId("shop")
			.linger(Duration.ofMillis(5))
			.bufferFull(BufferFull.FAIL)
			.build();
		WriterSettings changed = settings.toBuilder().topic("other").build();
		assertThat(changed.producerId()).isEqualTo("shop");
		assertThat(changed.linger()).isEqualTo(Duration.ofMillis(5));
		assertThat(changed.bufferFull()).isEqualTo(BufferFull.FAIL);
		assertThat(changed.topic()).isEqualTo("other");
		ReaderSettings reader = ReaderSettings.of("billing", "a", "b").toBuilder().name("r").build();
		assertThat(reader.topics()).extracting(TopicSource::path).containsExactly("a", "b");
		assertThat(reader.consumer()).isEqualTo("billing");
		TopicClientSettings client = TopicClientSettings.builder("grpc://host/db")
			.applicationName("shop")
			.build()
			.toBuilder()
			.name("x")
			.build();
		assertThat(client.applicationName()).isEqualTo("shop");
		assertThat(RetrySettings.DEFAULT.toBuilder().waitForTopic(true).build().waitForTopic()).isTrue();
	}

	/** A codec of an application. */
	private record Numbered(int number) implements Codec {

		@Override
		public byte[] encode(byte[] payload) {
			return payload;
		}

		@Override
		public byte[] decode(ByteBuffer data, long expectedSize, int maxSize) {
			return new byte[0];
		}

	}

}
