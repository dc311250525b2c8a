package io.ydbtopic.client.internal.write;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.client.error.MessageRejectedException;
import io.ydbtopic.client.error.ProducerConflictException;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteResponse;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Rule 9: writers lose nothing and repeat nothing. */
class NothingLostNothingTwiceTest {

	@Test
	void whatWasStoredBeforeTheAckWasLostIsNotSentAgain() {
		WriterHarness harness = new WriterHarness(1, (settings) -> settings.batchMaxMessages(5)).connect();
		harness.server.cutAfterStoring = 1;
		var acks = harness.write(0, 12);
		harness.runtime.advance(Duration.ofSeconds(1));
		assertThat(harness.server.texts()).containsExactlyElementsOf(texts(12));
		assertThat(WriterHarness.now(acks.get(0)).state()).isEqualTo(WriteAck.State.ALREADY_WRITTEN);
		assertThat(WriterHarness.now(acks.get(11)).state()).isEqualTo(WriteAck.State.WRITTEN);
		assertThat(harness.server.requests().stream().mapToInt((request) -> request.getMessagesCount()).sum())
			.as("messages on the wire")
			.isEqualTo(12);
	}

	@Test
	void underRandomCutsEachMessageIsStoredOnceAndInOrder() {
		for (long seed = 0; seed < 100; seed++) {
			Random chance = new Random(seed);
			WriterHarness harness = new WriterHarness(seed, (settings) -> settings.batchMaxMessages(7)).connect();
			List<CompletableFuture<WriteAck>> acks = new ArrayList<>();
			while (acks.size() < 500) {
				acks.addAll(harness.write(acks.size(), 1 + chance.nextInt(20)));
				harness.server.acknowledges = chance.nextInt(5) != 0;
				harness.server.cutAfterStoring = (chance.nextInt(3) == 0) ? 1 + chance.nextInt(3) : -1;
				if (chance.nextInt(10) == 0) {
					harness.server.transport().last().breakDown();
				}
				harness.runtime.advance(Duration.ofMillis(chance.nextInt(50)));
			}
			harness.server.acknowledges = true;
			harness.server.cutAfterStoring = -1;
			harness.server.transport().last().breakDown();
			harness.runtime.advance(Duration.ofSeconds(30));
			assertThat(acks).as("seed %d", seed).allMatch((ack) -> ack.isDone() && !ack.isCompletedExceptionally());
			assertThat(harness.server.texts()).as("seed %d", seed).containsExactlyElementsOf(texts(acks.size()));
			assertThat(acks.stream().map((ack) -> WriterHarness.now(ack).sequenceNumber())).isSorted()
				.doesNotHaveDuplicates();
			assertThat(harness.writer.counters().bufferedBytes()).isZero();
		}
	}

	@Test
	void numbersGoOnWhereTheServerSaysTheProducerStopped() {
		WriterHarness harness = new WriterHarness(2);
		harness.server.lastSeqNo(41);
		var early = harness.write(0, 1);
		harness.connect();
		var late = harness.write(1, 1);
		harness.runtime.advance(Duration.ofMillis(10));
		assertThat(WriterHarness.now(early.get(0)).sequenceNumber()).isEqualTo(42);
		assertThat(WriterHarness.now(late.get(0)).sequenceNumber()).isEqualTo(43);
	}

	@Test
	void anAckThatDoesNotFitCostsTheConnectionAndNotTheOutbox() {
		WriterHarness harness = new WriterHarness(3).connect();
		harness.server.acknowledges = false;
		var acks = harness.write(0, 3);
		harness.runtime.advance(Duration.ofMillis(1));
		harness.server.acknowledges = true;
		WriteResponse.Builder response = WriteResponse.newBuilder();
		response.addAcksBuilder().setSeqNo(3).getWrittenBuilder().setOffset(2);
		harness.server.transport().last().reply(FakeWriteServer.ok().setWriteResponse(response).build());
		harness.runtime.advance(Duration.ofSeconds(5));
		assertThat(harness.server.transport().calls()).hasSize(2);
		assertThat(acks).allMatch((ack) -> ack.isDone() && !ack.isCompletedExceptionally());
		assertThat(harness.server.texts()).containsExactlyElementsOf(texts(3));
		assertThat(harness.writer.status().lastError()).hasMessageContaining("an ack for sequence number 3")
			.hasMessageContaining("expected: 1");
	}

	@Test
	void aWaitForRoomTakesNoNumber() {
		// What P-B of clients.md lost: the number was given before the wait.
		WriterHarness harness = new WriterHarness(4, (settings) -> settings.bufferMaxBytes(1024)).connect();
		harness.server.acknowledges = false;
		harness.writer.write(OutgoingMessage.of("a".repeat(500)));
		harness.runtime.settle();
		assertThatThrownBy(() -> harness.writer.write(OutgoingMessage.of("b".repeat(500)), Duration.ofSeconds(1)))
			.hasMessageContaining("no room");
		harness.writer.write(OutgoingMessage.of("c"));
		harness.runtime.settle();
		assertThat(harness.server.stored()).extracting((message) -> message.getSeqNo()).containsExactly(1L, 2L);
	}

	@Test
	void anotherWriterWithTheSameProducerIsNoticed() {
		WriterHarness harness = new WriterHarness(5).connect();
		harness.write(0, 3);
		harness.runtime.advance(Duration.ofMillis(10));
		harness.server.lastSeqNo(100);
		harness.server.transport().last().breakDown();
		var acks = harness.write(3, 1);
		harness.runtime.advance(Duration.ofSeconds(5));
		assertThatThrownBy(acks.get(0)::join).hasCauseInstanceOf(ProducerConflictException.class)
			.hasMessageContaining("'shop'")
			.hasMessageContaining("another writer uses the same producer id");
	}

	@Test
	void ownNumbersAreKeptAndMustGrow() {
		WriterHarness harness = new WriterHarness(6).connect();
		var first = harness.writer.write(OutgoingMessage.of("a").withSequenceNumber(10));
		var second = harness.writer.write(OutgoingMessage.of("b").withSequenceNumber(50));
		var third = harness.writer.write(OutgoingMessage.of("c").withSequenceNumber(40));
		var fourth = harness.writer.write(OutgoingMessage.of("d").withSequenceNumber(51));
		harness.runtime.advance(Duration.ofMillis(10));
		assertThat(WriterHarness.now(first).sequenceNumber()).isEqualTo(10);
		assertThat(WriterHarness.now(second).sequenceNumber()).isEqualTo(50);
		assertThatThrownBy(third::join).hasCauseInstanceOf(MessageRejectedException.class)
			.hasMessageContaining("sequenceNumber: 40 (expected: greater than the one before, 50)");
		assertThat(WriterHarness.now(fourth).sequenceNumber()).isEqualTo(51);
	}

	@Test
	void ownNumbersThatTheServerKnowsAreAlreadyWritten() {
		WriterHarness harness = new WriterHarness(7);
		harness.server.lastSeqNo(20);
		var old = harness.writer.write(OutgoingMessage.of("old").withSequenceNumber(20));
		var fresh = harness.writer.write(OutgoingMessage.of("new").withSequenceNumber(21));
		harness.connect();
		harness.runtime.advance(Duration.ofMillis(10));
		assertThat(WriterHarness.now(old).state()).isEqualTo(WriteAck.State.ALREADY_WRITTEN);
		assertThat(WriterHarness.now(fresh).state()).isEqualTo(WriteAck.State.WRITTEN);
		assertThat(harness.server.texts()).containsExactly("new");
	}

	@Test
	void ownNumbersThatComeAgainAfterARestartArePassedOver() {
		WriterHarness harness = new WriterHarness(10);
		harness.server.lastSeqNo(20);
		harness.connect();
		var old = harness.writer.write(OutgoingMessage.of("old").withSequenceNumber(19));
		var fresh = harness.writer.write(OutgoingMessage.of("new").withSequenceNumber(21));
		harness.runtime.advance(Duration.ofMillis(10));
		assertThat(old).isCompleted();
		assertThat(WriterHarness.now(old).state()).isEqualTo(WriteAck.State.ALREADY_WRITTEN);
		assertThat(WriterHarness.now(fresh).state()).isEqualTo(WriteAck.State.WRITTEN);
	}

	@Test
	void ownAndGivenNumbersDoNotMix() {
		WriterHarness harness = new WriterHarness(8).connect();
		harness.writer.write(OutgoingMessage.of("a"));
		assertThatThrownBy(() -> harness.writer.write(OutgoingMessage.of("b").withSequenceNumber(5)))
			.isInstanceOf(MessageRejectedException.class)
			.hasMessageContaining("one way for all messages of a writer");
	}

	@Test
	void withoutDeduplicationEverythingIsSentAgain() {
		WriterHarness harness = new WriterHarness(9,
				(settings) -> settings.producerId(null).deduplication(false).batchMaxMessages(5))
			.connect();
		harness.server.acknowledges = false;
		var acks = harness.write(0, 2);
		harness.runtime.advance(Duration.ofMillis(1));
		harness.server.acknowledges = true;
		harness.server.transport().last().breakDown();
		harness.runtime.advance(Duration.ofSeconds(1));
		assertThat(acks).allMatch((ack) -> ack.isDone() && !ack.isCompletedExceptionally());
		assertThat(harness.server.requests()).hasSize(2);
	}

	@Test
	void aServerThatForgotTheProducerCostsNothing() {
		WriterHarness harness = new WriterHarness(10).connect();
		harness.write(0, 3);
		harness.runtime.advance(Duration.ofMillis(10));
		harness.server.lastSeqNo(0);
		harness.server.transport().last().breakDown();
		var acks = harness.write(3, 2);
		harness.runtime.advance(Duration.ofSeconds(1));
		assertThat(WriterHarness.now(acks.get(1)).sequenceNumber()).isEqualTo(5);
	}

	private static List<String> texts(int count) {
		return IntStream.range(0, count).mapToObj((i) -> "m" + i).toList();
	}

}
