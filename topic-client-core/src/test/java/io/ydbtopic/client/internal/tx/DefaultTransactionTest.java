package io.ydbtopic.client.internal.tx;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.TopicTransaction;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.client.error.PartitionSessionEndedException;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.error.TransactionFailedException;
import io.ydbtopic.client.internal.tx.ScriptedQueryCalls.Step;
import io.ydbtopic.client.internal.tx.TransactionHarness.Read;
import io.ydbtopic.client.internal.write.WriterHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** The life of a transaction, on virtual time. */
class DefaultTransactionTest {

	private static final WriteAck ACK = new WriteAck(1, 0, -1, WriteAck.State.WRITTEN_IN_TRANSACTION);

	private final TransactionHarness harness = new TransactionHarness(1);

	private final ScriptedQueryCalls server = this.harness.server;

	@AfterEach
	void nothingIsLeft() {
		this.harness.closeAndCheckThatNothingIsLeft();
	}

	private static TransactionFailedException failureOf(CompletableFuture<?> future) {
		return (TransactionFailedException) TransactionHarness.errorOf(future);
	}

	private void hold(Step step) {
		this.server.held.put(step, new CompletableFuture<>());
	}

	private void answer(Step step) {
		this.server.held.get(step).complete(null);
		this.harness.runtime.settle();
	}

	@Test
	void offsetsAreMovedBeforeTheCommitAndBothGoToTheNodeOfTheSession() {
		this.server.node = 3;
		DefaultTransaction transaction = this.harness.begin();
		Read first = new Read(0, 0, 5);
		Read second = new Read(0, 5, 7);
		transaction.read(first.asBatch());
		transaction.read(second.asBatch());
		assertThat(this.harness.commit(transaction)).isCompleted();
		assertThat(this.server.asked).containsExactly("create", "begin s1", "offsets of billing", "commit s1");
		assertThat(this.server.nodes.values()).containsOnly(3);
		assertThat(this.server.offsets.get(0).getTopics(0).getPartitions(0).getPartitionOffsetsList()).singleElement()
			.satisfies((range) -> assertThat(range.getEnd()).isEqualTo(7));
		assertThat(first.told).containsExactly("committed");
		assertThat(second.told).containsExactly("committed");
	}

	@Test
	void aCommitWaitsForEveryMessage() {
		DefaultTransaction transaction = this.harness.begin();
		CompletableFuture<WriteAck> early = new CompletableFuture<>();
		CompletableFuture<WriteAck> late = new CompletableFuture<>();
		transaction.join(early);
		transaction.join(late);
		CompletableFuture<Void> committed = this.harness.commit(transaction);
		early.complete(ACK);
		this.harness.runtime.advance(TransactionHarness.LIMIT.dividedBy(2));
		assertThat(committed).isNotDone();
		assertThat(this.server.asked).containsExactly("create", "begin s1");
		late.complete(ACK);
		this.harness.runtime.settle();
		assertThat(committed).isCompleted();
		assertThat(this.server.timeouts.get(Step.COMMIT)).as("what the messages have left of the time")
			.isEqualTo(TransactionHarness.LIMIT.dividedBy(2));
	}

	@Test
	void messagesThatAreNotSetAsideInTimeFailTheCommitAndItIsNotSent() {
		DefaultTransaction transaction = this.harness.begin();
		Read read = new Read(0, 0, 1);
		transaction.read(read.asBatch());
		transaction.join(new CompletableFuture<>());
		CompletableFuture<Void> committed = this.harness.commit(transaction);
		this.harness.runtime.advance(TransactionHarness.LIMIT);
		TransactionFailedException failure = failureOf(committed);
		assertThat(failure).hasMessageContaining("its messages were not set aside within PT10S");
		assertThat(failure.verdict().isRetriable()).isTrue();
		assertThat(failure.isOutcomeUnknown()).isFalse();
		assertThat(this.server.asked).containsExactly("create", "begin s1", "delete s1");
		assertThat(read.told).containsExactly("read again");
	}

	@Test
	void aMessageThatFailsWhileTheCommitWaitsFailsItWithThatReason() {
		DefaultTransaction transaction = this.harness.begin();
		CompletableFuture<WriteAck> ack = new CompletableFuture<>();
		transaction.join(ack);
		CompletableFuture<Void> committed = this.harness.commit(transaction);
		TopicException lost = new TopicException("the stream broke", StatusCode.TRANSPORT_UNAVAILABLE,
				RetryVerdict.RETRY_FAST);
		transaction.fail(lost);
		ack.completeExceptionally(new IllegalStateException("a consequence"));
		this.harness.runtime.settle();
		assertThat(failureOf(committed)).hasMessageContaining("the stream broke").hasCause(lost);
		assertThat(this.server.asked).containsExactly("create", "begin s1", "delete s1");
	}

	@Test
	void aMessageWhoseFutureTheApplicationCancelsIsNotVouchedFor() {
		DefaultTransaction transaction = this.harness.begin();
		CompletableFuture<WriteAck> ack = new CompletableFuture<>();
		transaction.join(ack);
		ack.cancel(false);
		assertThat(failureOf(this.harness.commit(transaction)).isOutcomeUnknown()).isFalse();
		assertThat(this.server.asked).containsExactly("create", "begin s1", "delete s1");
	}

	@Test
	void aSecondCommitIsRefusedAndChangesNothing() {
		hold(Step.COMMIT);
		DefaultTransaction transaction = this.harness.begin();
		CompletableFuture<Void> first = this.harness.commit(transaction);
		CompletableFuture<Void> second = this.harness.commit(transaction);
		assertThat(TransactionHarness.errorOf(second)).isInstanceOf(IllegalStateException.class)
			.hasMessageContaining("is over");
		assertThat(first).isNotDone();
		answer(Step.COMMIT);
		assertThat(first).isCompleted();
		assertThat(TransactionHarness.errorOf(this.harness.commit(transaction)))
			.isInstanceOf(IllegalStateException.class);
		assertThat(this.server.asked).containsExactly("create", "begin s1", "commit s1");
	}

	@Test
	void aCommitAfterARollbackIsRefused() {
		DefaultTransaction transaction = this.harness.begin();
		Read read = new Read(0, 0, 1);
		transaction.read(read.asBatch());
		CompletableFuture<Void> rolledBack = transaction.rollback();
		assertThat(TransactionHarness.errorOf(this.harness.commit(transaction)))
			.isInstanceOf(IllegalStateException.class);
		assertThat(rolledBack).isCompleted();
		assertThat(transaction.rollback()).as("again").isCompleted();
		assertThat(this.server.asked).containsExactly("create", "begin s1", "rollback s1");
		assertThat(read.told).containsExactly("read again");
	}

	@Test
	void aRollbackDuringACommitWaitsForItsEndAndDoesNotStopIt() {
		hold(Step.COMMIT);
		DefaultTransaction transaction = this.harness.begin();
		CompletableFuture<Void> committed = this.harness.commit(transaction);
		CompletableFuture<Void> rolledBack = transaction.rollback();
		transaction.close();
		this.harness.runtime.settle();
		assertThat(rolledBack).isNotDone();
		answer(Step.COMMIT);
		assertThat(committed).isCompleted();
		assertThat(rolledBack).isCompleted();
		assertThat(this.server.asked).containsExactly("create", "begin s1", "commit s1");
	}

	@Test
	void afterACommitHasBegunNothingJoins() {
		hold(Step.COMMIT);
		DefaultTransaction transaction = this.harness.begin();
		CompletableFuture<Void> committed = this.harness.commit(transaction);
		assertThat(transaction.isActive()).isFalse();
		assertThatIllegalStateException().isThrownBy(() -> transaction.join(new CompletableFuture<>()))
			.withMessageContaining("neither committed nor rolled back");
		assertThatIllegalStateException().isThrownBy(() -> transaction.read(new Read(0, 0, 1).asBatch()));
		answer(Step.COMMIT);
		assertThat(committed).isCompleted();
	}

	@Test
	void aWriterTakesNothingForATransactionThatIsOverAndKeepsItsRoom() {
		DefaultTransaction transaction = this.harness.begin();
		this.harness.commit(transaction);
		WriterHarness writing = new WriterHarness(2, (settings) -> settings.producerId(null).deduplication(false))
			.connect();
		assertThatIllegalStateException()
			.isThrownBy(() -> writing.writer.write(OutgoingMessage.of("late").withTransaction(transaction)));
		writing.runtime.settle();
		assertThat(writing.server.requests()).isEmpty();
		assertThat(writing.writer.counters().bufferedBytes()).isZero();
		writing.writer.closeAsync(Duration.ZERO);
		writing.runtime.advance(Duration.ofSeconds(5));
	}

	@Test
	void aRollbackWaitsForMessagesOnTheirWayButNotForEver() {
		DefaultTransaction transaction = this.harness.begin();
		transaction.join(new CompletableFuture<>());
		CompletableFuture<Void> rolledBack = transaction.rollback();
		this.harness.runtime.settle();
		assertThat(this.server.asked).containsExactly("create", "begin s1");
		this.harness.runtime.advance(DefaultTransaction.ROLLBACK_WAIT);
		assertThat(rolledBack).isCompleted();
		assertThat(this.server.asked).containsExactly("create", "begin s1", "rollback s1");
		assertThat(transaction.failure()).hasMessageContaining("was rolled back");
	}

	@Test
	void aPartitionThatGoesElsewhereWhileTheCommitWaitsFailsItBeforeAnythingIsSent() {
		DefaultTransaction transaction = this.harness.begin();
		Read read = new Read(4, 10, 12);
		transaction.read(read.asBatch());
		CompletableFuture<WriteAck> ack = new CompletableFuture<>();
		transaction.join(ack);
		CompletableFuture<Void> committed = this.harness.commit(transaction);
		read.current = false;
		ack.complete(ACK);
		this.harness.runtime.settle();
		assertThat(failureOf(committed)).hasMessageContaining("partition 4 that delivered offsets 10 to 12 is over")
			.hasCauseInstanceOf(PartitionSessionEndedException.class);
		assertThat(this.server.asked).containsExactly("create", "begin s1", "delete s1");
	}

	@Test
	void whatIsNotThisReadersCantBeRead() {
		DefaultTransaction transaction = this.harness.begin();
		Read gone = new Read(0, 0, 1);
		gone.current = false;
		assertThatExceptionOfType(PartitionSessionEndedException.class)
			.isThrownBy(() -> transaction.read(gone.asBatch()));
		assertThatIllegalArgumentException().isThrownBy(() -> transaction.read(TransactionHarness.foreignBatch()))
			.withMessageContaining("is not of a reader of this client");
		transaction.close();
	}

	@Test
	void whoCancelsTheFutureOfACommitDoesNotStopIt() {
		hold(Step.COMMIT);
		DefaultTransaction transaction = this.harness.begin();
		Read read = new Read(0, 0, 1);
		transaction.read(read.asBatch());
		this.harness.commit(transaction).cancel(true);
		answer(Step.COMMIT);
		assertThat(read.told).containsExactly("committed");
		assertThat(transaction.rollback()).isCompleted();
		assertThat(this.server.asked).containsExactly("create", "begin s1", "offsets of billing", "commit s1");
	}

	@Test
	void aTransactionThatNobodyWaitsForAnyMoreIsRolledBack() {
		hold(Step.BEGIN);
		CompletableFuture<TopicTransaction> begun = this.harness.beginLater();
		begun.cancel(false);
		answer(Step.BEGIN);
		assertThat(this.server.asked).containsExactly("create", "begin s1", "rollback s1");
		assertThat(this.harness.begin().id()).isNotEmpty();
		assertThat(this.server.asked).as("its session is free")
			.containsExactly("create", "begin s1", "rollback s1", "begin s1");
	}

	@Test
	void aBeginThatIsNotAnsweredEndsAtItsDeadlineAndGivesItsSessionUp() {
		hold(Step.BEGIN);
		CompletableFuture<TopicTransaction> begun = this.harness.beginLater();
		assertThat(this.server.timeouts.get(Step.BEGIN)).isEqualTo(TransactionHarness.LIMIT);
		this.server.held.get(Step.BEGIN)
			.completeExceptionally(
					new TopicException("no answer", StatusCode.TRANSPORT_DEADLINE_EXCEEDED, RetryVerdict.RETRY_SLOW));
		this.harness.runtime.settle();
		assertThat(failureOf(begun).status()).isEqualTo(StatusCode.TRANSPORT_DEADLINE_EXCEEDED);
		assertThat(this.server.asked).containsExactly("create", "begin s1", "delete s1");
	}

	@Test
	void aCloseOfTheClientInTheMiddleEndsTheSessionAndTheCommitTellsWhy() {
		DefaultTransaction transaction = this.harness.begin();
		var closed = this.harness.sessions.close(TransactionHarness.LIMIT);
		this.harness.runtime.settle();
		assertThat(closed).isCompleted();
		this.server.breaks.put(Step.COMMIT,
				new TopicException("no such session", StatusCode.BAD_SESSION, RetryVerdict.RETRY_FAST));
		assertThat(failureOf(this.harness.commit(transaction))).hasMessageContaining("no such session");
		assertThat(this.server.asked).as("it is deleted once").containsOnlyOnce("delete s1");
	}

	@Test
	void afterAFailureARollbackIsStillDoneAndTheSessionServesAgain() {
		DefaultTransaction transaction = this.harness.begin();
		transaction
			.fail(new TopicException("the stream broke", StatusCode.TRANSPORT_UNAVAILABLE, RetryVerdict.RETRY_FAST));
		transaction.fail(new TopicException("another one", StatusCode.ABORTED, RetryVerdict.RETRY_FAST));
		assertThat(transaction.failure()).as("the first one").hasMessage("the stream broke");
		assertThatExceptionOfType(TransactionFailedException.class)
			.isThrownBy(() -> transaction.join(new CompletableFuture<>()))
			.withMessageContaining("the stream broke");
		transaction.close();
		this.harness.runtime.settle();
		assertThat(this.server.asked).containsExactly("create", "begin s1", "rollback s1");
		assertThat(this.harness.begin()).hasToString("transaction t4");
	}

}
