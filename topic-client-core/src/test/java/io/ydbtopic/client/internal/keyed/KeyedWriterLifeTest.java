package io.ydbtopic.client.internal.keyed;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

import io.ydbtopic.client.BufferFull;
import io.ydbtopic.client.KeyedMessage;
import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.TopicPartitions;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.client.WriterCloseReport;
import io.ydbtopic.client.error.BufferFullException;
import io.ydbtopic.client.error.MessageRejectedException;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicClosedException;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.error.UndeliveredMessagesException;
import io.ydbtopic.client.error.WaitTimeoutException;
import io.ydbtopic.client.observe.StreamState;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** From the first look at the partitions to the close. */
class KeyedWriterLifeTest {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private static final TopicException MISSING = new TopicException("no such topic", StatusCode.SCHEME_ERROR,
			RetryVerdict.FATAL);

	private static final TopicException AWAY = new TopicException("away", StatusCode.UNAVAILABLE,
			RetryVerdict.RETRY_FAST);

	private static KeyedHarness smallBuffer(BufferFull policy) {
		return new KeyedHarness(1, new FakeTopicServer(2), (common) -> common.bufferMaxBytes(1024).bufferFull(policy),
				UnaryOperator.identity());
	}

	private static KeyedMessage<String> half(String key) {
		return KeyedMessage.of(key, "x".repeat(400));
	}

	@Test
	void messagesWaitForThePartitionsAndKeepTheirOrder() {
		FakeTopicServer server = new FakeTopicServer(4);
		server.nextDescription = CompletableFuture.failedFuture(AWAY);
		KeyedHarness harness = new KeyedHarness(1, server);
		harness.writer.start();
		harness.writeRound(10);
		harness.writeRound(10);
		harness.runtime.advance(SECOND);
		assertThat(harness.writer.partitions()).isNull();
		assertThat(harness.writer.status().state()).isEqualTo(StreamState.CONNECTING);
		assertThat(harness.writer.status().lastError()).isSameAs(AWAY);
		server.nextDescription = null;
		harness.awaitAcks();
		harness.assertStoredOnceInOrder();
		TopicPartitions partitions = harness.writer.ready().join();
		assertThat(partitions.active()).hasSize(4);
		assertThat(harness.writer.partitions()).isEqualTo(partitions);
		assertThat(harness.writer.status().state()).isEqualTo(StreamState.CONNECTED);
		assertThat(harness.writer.toString()).isEqualTo("c/w1");
		harness.close(SECOND);
	}

	@Test
	void aMissingTopicEndsItWithTheReason() {
		FakeTopicServer server = new FakeTopicServer(1);
		server.nextDescription = CompletableFuture.failedFuture(MISSING);
		KeyedHarness harness = new KeyedHarness(2, server);
		CompletableFuture<WriteAck> early = harness.writer.write("a", "1");
		CompletableFuture<Void> flushed = harness.writer.flush();
		harness.writer.start();
		harness.runtime.advance(SECOND);
		assertThat(early).isCompletedExceptionally();
		assertThat(flushed).isCompletedExceptionally();
		assertThat(harness.writer.ready()).isCompletedExceptionally();
		assertThat(harness.writer.status().state()).isEqualTo(StreamState.FAILED);
		assertThatExceptionOfType(TopicClosedException.class).isThrownBy(() -> harness.writer.write("a", "2"))
			.withMessage("c/w1 has ended: no such topic")
			.withCause(MISSING);
		CompletableFuture<Void> later = harness.writer.flush();
		harness.runtime.settle();
		assertThat(later).isCompletedExceptionally();
		WriterCloseReport report = harness.close(SECOND);
		assertThat(report.undelivered()).isEqualTo(1);
		assertThat(report.cause()).isSameAs(MISSING);
	}

	@Test
	void anIdlePartitionsStreamIsClosedAndOpenedAgain() {
		KeyedHarness harness = new KeyedHarness(3, new FakeTopicServer(2), UnaryOperator.identity(),
				(keyed) -> keyed.idleTimeout(Duration.ofSeconds(10)))
			.connect();
		harness.writeRound(20);
		harness.awaitAcks();
		assertThat(harness.server.transport().openCalls()).isEqualTo(2);
		harness.runtime.advance(Duration.ofSeconds(9));
		assertThat(harness.server.transport().openCalls()).as("not idle for long enough").isEqualTo(2);
		harness.runtime.advance(Duration.ofSeconds(10));
		assertThat(harness.server.transport().openCalls()).isZero();
		assertThat(harness.runtime.pendingTimers()).as("an idle writer costs nothing").isEmpty();
		assertThat(harness.writer.status().state()).isEqualTo(StreamState.CONNECTED);
		harness.writeRound(20);
		harness.awaitAcks();
		harness.assertStoredOnceInOrder();
		harness.close(SECOND);
	}

	@Test
	void aPartitionWithoutAcksIsNotIdle() {
		KeyedHarness harness = new KeyedHarness(4, new FakeTopicServer(1), UnaryOperator.identity(),
				(keyed) -> keyed.idleTimeout(SECOND))
			.connect();
		harness.server.acknowledges = false;
		CompletableFuture<WriteAck> ack = harness.write("a");
		harness.runtime.advance(Duration.ofSeconds(30));
		assertThat(harness.server.transport().openCalls()).isEqualTo(1);
		assertThat(ack).isNotDone();
		harness.server.acknowledges = true;
		harness.server.transport().last().breakDown();
		harness.awaitAcks();
		harness.close(SECOND);
	}

	@Test
	void aCloseThatCantFlushTellsWhatWasLeft() {
		KeyedHarness harness = new KeyedHarness(5, new FakeTopicServer(1)).connect();
		harness.server.acknowledges = false;
		List<CompletableFuture<WriteAck>> acks = List.of(harness.write("a"), harness.write("b"), harness.write("a"));
		harness.runtime.settle();
		WriterCloseReport report = harness.close(Duration.ofSeconds(5));
		assertThat(report.undelivered()).isEqualTo(3);
		assertThat(report.firstSequenceNumber()).isEqualTo(1);
		assertThat(report.lastSequenceNumber()).isEqualTo(3);
		assertThat(acks).allSatisfy((ack) -> assertThat(ack).isCompletedExceptionally());
		assertThat(harness.writer.status().state()).isEqualTo(StreamState.CLOSED);
		assertThatExceptionOfType(TopicClosedException.class).isThrownBy(() -> harness.writer.write("a", "1"));
		assertThat(harness.writer.closeAsync(SECOND).join()).as("a second close").isEqualTo(report);
	}

	@Test
	void aCloseWithoutTimeGivesUpAtOnce() {
		KeyedHarness harness = new KeyedHarness(6, new FakeTopicServer(1)).connect();
		harness.server.acknowledges = false;
		harness.write("a");
		assertThat(harness.close(Duration.ZERO).undelivered()).isEqualTo(1);
	}

	@Test
	void aCloseBeforeThePartitionsAreKnownEndsInTime() {
		FakeTopicServer server = new FakeTopicServer(1);
		server.nextDescription = new CompletableFuture<>();
		KeyedHarness harness = new KeyedHarness(7, server);
		harness.writer.start();
		harness.write("a");
		harness.runtime.settle();
		assertThat(harness.close(Duration.ofSeconds(2)).undelivered()).isEqualTo(1);
		assertThat(harness.writer.ready()).isCompletedExceptionally();
	}

	@Test
	void theBlockingCloseThrowsWhatWasLeft() {
		KeyedHarness harness = new KeyedHarness(8, new FakeTopicServer(1),
				(common) -> common.closeTimeout(Duration.ofSeconds(3)), UnaryOperator.identity())
			.connect();
		harness.server.acknowledges = false;
		harness.write("a");
		assertThatExceptionOfType(UndeliveredMessagesException.class).isThrownBy(harness.writer::close)
			.withMessageContaining("1 message(s)");
	}

	@Test
	void theBlockingCloseOfAQuietWriterIsQuiet() {
		KeyedHarness harness = new KeyedHarness(9, new FakeTopicServer(2)).connect();
		harness.writeRound(5);
		harness.writer.close();
		harness.awaitAcks();
		assertThat(harness.writer.counters().messagesAcknowledged()).isEqualTo(5);
	}

	@Test
	void aFullBufferRefusesWaitsOrTellsAsAsked() {
		KeyedHarness harness = smallBuffer(BufferFull.FAIL).connect();
		harness.server.acknowledges = false;
		assertThat(harness.writer.write(half("a"))).isNotNull();
		assertThat(harness.writer.tryWrite(KeyedMessage.of("a", "y".repeat(20)))).isNotNull();
		assertThat(harness.writer.tryWrite(half("b"))).isNull();
		assertThatExceptionOfType(BufferFullException.class).isThrownBy(() -> harness.writer.write(half("b")));
		assertThatExceptionOfType(BufferFullException.class)
			.isThrownBy(() -> harness.writer.write(half("b"), Duration.ofSeconds(2)))
			.withMessageContaining("within PT2S");
		assertThatExceptionOfType(BufferFullException.class)
			.isThrownBy(() -> harness.writer.send("b", "x".repeat(400)));
		harness.close(Duration.ZERO);
	}

	@Test
	void aMessageThatIsTooLargeIsRefusedAtOnce() {
		KeyedHarness harness = smallBuffer(BufferFull.FAIL).connect();
		assertThatExceptionOfType(MessageRejectedException.class)
			.isThrownBy(() -> harness.writer.write("a", "x".repeat(2000)))
			.withMessageContaining("bufferMaxBytes");
		harness.close(SECOND);
	}

	@Test
	void aPartitionThatTheTopicDoesNotHaveIsRefused() {
		KeyedHarness harness = new KeyedHarness(10, new FakeTopicServer(2)).connect();
		assertThatExceptionOfType(MessageRejectedException.class)
			.isThrownBy(() -> harness.writer.write(KeyedMessage.toPartition(17, "x")))
			.withMessageContaining("17");
		harness.close(SECOND);
	}

	@Test
	void aSilentMessageThatIsRefusedLaterShowsInTheFlush() {
		FakeTopicServer server = new FakeTopicServer(2);
		server.nextDescription = CompletableFuture.failedFuture(AWAY);
		KeyedHarness harness = new KeyedHarness(11, server, UnaryOperator.identity(),
				(keyed) -> keyed.chooser((message, partitions) -> {
					throw new IllegalStateException("can't decide");
				}));
		harness.writer.start();
		harness.writer.send("a", "1");
		harness.runtime.settle();
		server.nextDescription = null;
		CompletableFuture<Void> flushed = harness.writer.flush();
		harness.runtime.advance(SECOND);
		assertThat(flushed).isCompletedExceptionally();
		assertThatExceptionOfType(MessageRejectedException.class).isThrownBy(() -> await(flushed))
			.withMessageContaining("can't decide");
		assertThat(harness.writer.counters().messagesFailed()).isEqualTo(1);
		harness.close(SECOND);
	}

	private static void await(CompletableFuture<?> done) throws Throwable {
		try {
			done.join();
		}
		catch (CompletionException ex) {
			throw ex.getCause();
		}
	}

	@Test
	void manyAreAcknowledgedInTheirOrder() {
		KeyedHarness harness = new KeyedHarness(12, new FakeTopicServer(2)).connect();
		CompletableFuture<List<WriteAck>> acks = harness.writer
			.writeAll(List.of(KeyedMessage.of("a", "1"), KeyedMessage.toPartition(1, "2"), KeyedMessage.of("a", "3")));
		harness.runtime.settle();
		assertThat(acks.join()).hasSize(3);
		assertThat(acks.join().get(1).partitionId()).isEqualTo(1);
		assertThat(acks.join().get(0).partitionId()).isEqualTo(acks.join().get(2).partitionId());
		harness.close(SECOND);
	}

	@Test
	void whoWaitsHasADeadline() throws InterruptedException {
		KeyedHarness harness = new KeyedHarness(13, new FakeTopicServer(2)).connect();
		assertThat(harness.writer.writeAndWait(KeyedMessage.of("a", OutgoingMessage.of("1")), SECOND).offset())
			.isZero();
		harness.writer.flush(SECOND);
		harness.server.acknowledges = false;
		assertThatExceptionOfType(WaitTimeoutException.class)
			.isThrownBy(() -> harness.writer.writeAndWait(KeyedMessage.of("a", "2"), SECOND));
		assertThatExceptionOfType(WaitTimeoutException.class).isThrownBy(() -> harness.writer.flush(SECOND));
		harness.close(Duration.ZERO);
	}

	@Test
	void aCompletionThatWouldWaitForItselfIsTold() {
		KeyedHarness harness = new KeyedHarness(14, new FakeTopicServer(1)).connect();
		AtomicReference<Throwable> told = new AtomicReference<>();
		harness.write("a").thenRun(() -> {
			try {
				harness.writer.flush(SECOND);
			}
			catch (Throwable ex) {
				told.set(ex);
			}
		});
		harness.runtime.settle();
		assertThatIllegalStateException().isThrownBy(() -> {
			throw told.get();
		}).withMessageContaining("flush called from a completion of this writer");
		harness.close(SECOND);
	}

	@Test
	void aLostStreamShowsInTheStatusAndHeals() {
		KeyedHarness harness = new KeyedHarness(15, new FakeTopicServer(2)).connect();
		harness.writeRound(10);
		harness.awaitAcks();
		harness.server.away = true;
		harness.server.transport().calls().forEach((call) -> call.breakDown());
		harness.runtime.advance(SECOND);
		assertThat(harness.writer.status().state()).isEqualTo(StreamState.RECONNECTING);
		harness.server.away = false;
		harness.runtime.advance(Duration.ofSeconds(30));
		assertThat(harness.writer.status().state()).isEqualTo(StreamState.CONNECTED);
		assertThat(harness.writer.status().reconnects()).isPositive();
		assertThat(harness.events.stream().map((event) -> event.state()).distinct())
			.containsExactly(StreamState.CONNECTED, StreamState.RECONNECTING);
		harness.close(SECOND);
	}

}
