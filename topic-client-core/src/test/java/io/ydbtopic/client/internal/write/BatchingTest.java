package io.ydbtopic.client.internal.write;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.ydbtopic.client.MetadataItem;
import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.codec.Codecs;
import io.ydbtopic.client.error.CodecNotAllowedException;
import io.ydbtopic.client.error.MessageRejectedException;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteRequest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Messages share requests, within the limits; encoding keeps their order. */
class BatchingTest {

	@Test
	void tenThousandMessagesOfABurstShareAFewRequests() {
		// J-1 of clients.md: one request a message.
		WriterHarness harness = new WriterHarness(1).connect();
		for (int i = 0; i < 10_000; i++) {
			harness.writer.send("m" + i);
		}
		harness.runtime.advance(Duration.ofSeconds(1));
		assertThat(harness.server.stored()).hasSize(10_000);
		assertThat(harness.server.requests()).hasSize(10);
	}

	@Test
	void aLoneMessageIsSentByTheThreadThatWritesAndItsCompanyIsNot() {
		WriterHarness harness = new WriterHarness(6).connect();
		List<Integer> requests = new ArrayList<>();
		harness.runtime.newUserQueue("application").execute(() -> {
			for (int i = 0; i < 3; i++) {
				harness.writer.send("m" + i);
				requests.add(harness.server.requests().size());
			}
		});
		harness.runtime.settle();
		assertThat(requests).containsExactly(1, 1, 1);
		assertThat(harness.server.requests()).hasSize(2);
		assertThat(harness.server.texts()).containsExactly("m0", "m1", "m2");
	}

	@Test
	void aRequestKeepsToItsBytes() {
		WriterHarness harness = new WriterHarness(2, (settings) -> settings.batchMaxBytes(10_000)).connect();
		for (int i = 0; i < 20; i++) {
			harness.writer.send("x".repeat(3000));
		}
		harness.writer.send("y".repeat(50_000));
		harness.runtime.advance(Duration.ofSeconds(1));
		assertThat(harness.server.requests().stream().map(WriteRequest::getSerializedSize))
			.allMatch((size) -> size <= 10_000 || size > 50_000);
		assertThat(harness.server.stored()).hasSize(21);
	}

	@Test
	void lingerWaitsForCompanyAndNotLonger() {
		WriterHarness harness = new WriterHarness(3, (settings) -> settings.linger(Duration.ofMillis(20))).connect();
		harness.writer.send("a");
		harness.runtime.advance(Duration.ofMillis(10));
		harness.writer.send("b");
		harness.runtime.advance(Duration.ofMillis(9));
		assertThat(harness.server.requests()).isEmpty();
		harness.runtime.advance(Duration.ofMillis(1));
		assertThat(harness.server.requests()).hasSize(1);
		assertThat(harness.server.texts()).containsExactly("a", "b");
	}

	@Test
	void aFullBatchOrAFlushDoesNotLinger() {
		WriterHarness harness = new WriterHarness(4,
				(settings) -> settings.linger(Duration.ofSeconds(20)).batchMaxMessages(10))
			.connect();
		harness.write(0, 10);
		harness.runtime.settle();
		assertThat(harness.server.requests()).hasSize(1);
		harness.write(10, 1);
		harness.runtime.settle();
		assertThat(harness.server.requests()).hasSize(1);
		harness.writer.flush();
		harness.runtime.settle();
		assertThat(harness.server.requests()).hasSize(2);
	}

	@Test
	void aTransportThatTakesNothingIsNotFed() {
		WriterHarness harness = new WriterHarness(5).connect();
		harness.server.transport().last().writable(false);
		harness.write(0, 10);
		harness.runtime.advance(Duration.ofSeconds(1));
		assertThat(harness.server.requests()).isEmpty();
		harness.server.transport().last().writable(true);
		harness.runtime.settle();
		assertThat(harness.server.texts()).hasSize(10);
	}

	@Test
	void compressedMessagesKeepTheirOrder() {
		for (long seed = 0; seed < 20; seed++) {
			WriterHarness harness = new WriterHarness(seed, (settings) -> settings.codec(Codecs.gzip())).connect();
			harness.write(0, 1000);
			harness.runtime.advance(Duration.ofSeconds(1));
			assertThat(harness.server.stored()).hasSize(1000);
			assertThat(harness.server.stored()).extracting((message) -> message.getSeqNo()).isSorted();
			assertThat(harness.server.stored()).extracting((message) -> message.getUncompressedSize()).isSorted();
		}
	}

	@Test
	void aMessageAboveTheLimitIsRefusedWithTheLimit() {
		WriterHarness harness = new WriterHarness(6, (settings) -> settings.maxMessageBytes(100)).connect();
		assertThatThrownBy(() -> harness.writer.write(OutgoingMessage.of("x".repeat(101))))
			.isInstanceOf(MessageRejectedException.class)
			.hasMessageContaining("message of 101 bytes (expected: at most 100");
		assertThat(harness.writer.counters().bufferedBytes()).isZero();
	}

	@Test
	void aMessageThatNeverFitsTheBufferIsRefusedInsteadOfWaiting() {
		WriterHarness harness = new WriterHarness(7, (settings) -> settings.bufferMaxBytes(1024)).connect();
		assertThatThrownBy(() -> harness.writer.write(OutgoingMessage.of("x".repeat(2000))))
			.isInstanceOf(MessageRejectedException.class)
			.hasMessageContaining("bufferMaxBytes");
	}

	@Test
	void whatTheSettingsAddTravelsBesideEachMessageUnlessItHasItsOwn() {
		AtomicInteger asked = new AtomicInteger();
		WriterHarness harness = new WriterHarness(1, (settings) -> settings.messageMetadata(() -> List
			.of(MetadataItem.text("traceparent", "00-" + asked.incrementAndGet()), MetadataItem.text("tenant", "t"))))
			.connect();
		harness.writer.write("a");
		harness.writer.write(OutgoingMessage.of("b").withMetadata("traceparent", "own"));
		harness.writer.send("c");
		harness.runtime.settle();
		assertThat(harness.server.stored()
			.stream()
			.map((message) -> message.getMetadataItemsList()
				.stream()
				.map((item) -> item.getKey() + "=" + item.getValue().toStringUtf8())
				.toList()))
			.containsExactly(List.of("traceparent=00-1", "tenant=t"), List.of("traceparent=own", "tenant=t"),
					List.of("traceparent=00-3", "tenant=t"));
	}

	@Test
	void addedMetadataThatCantBeHadRejectsTheMessage() {
		WriterHarness harness = new WriterHarness(1, (settings) -> settings.messageMetadata(() -> {
			throw new IllegalStateException("no span");
		})).connect();
		assertThatThrownBy(() -> harness.writer.write("a")).isInstanceOf(MessageRejectedException.class)
			.hasMessage("c/w1: messageMetadata failed")
			.hasRootCauseMessage("no span");
	}

	@Test
	void metadataAboveTheLimitIsRefusedBeforeItCostsTheStream() {
		WriterHarness harness = new WriterHarness(8).connect();
		assertThatThrownBy(() -> harness.writer.write(OutgoingMessage.of("a").withMetadata("key", "v".repeat(5000))))
			.isInstanceOf(MessageRejectedException.class)
			.hasMessageContaining("4096");
	}

	@Test
	void aCodecThatTheTopicDoesNotAllowEndsTheWriterWithTheAllowedOnes() {
		WriterHarness harness = new WriterHarness(9, (settings) -> settings.codec(Codecs.gzip()));
		harness.server.codecs().add(1);
		harness.server.codecs().add(4);
		harness.connect();
		assertThatThrownBy(() -> harness.writer.ready().join()).hasCauseInstanceOf(CodecNotAllowedException.class)
			.hasMessageContaining("does not allow codec 2 (expected: one of [1, 4])");
	}

	@Test
	void theBufferIsABoundWhenTheServerNeverAcknowledges() {
		long limit = 256 * 1024;
		WriterHarness harness = new WriterHarness(10, (settings) -> settings.bufferMaxBytes(limit)).connect();
		harness.server.acknowledges = false;
		int taken = 0;
		while (harness.writer.tryWrite(OutgoingMessage.of("x".repeat(100))) != null) {
			taken++;
			harness.runtime.settle();
		}
		assertThat(taken).isBetween(500, 3000);
		assertThat(harness.writer.counters().bufferedBytes()).isLessThanOrEqualTo(limit);
		assertThat(harness.writer.counters().inFlightMessages()).isEqualTo(taken);
	}

}
