package io.ydbtopic.client.internal.tx;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.grpc.Status;
import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.RetrySettings;
import io.ydbtopic.client.TopicReader;
import io.ydbtopic.client.TopicTransaction;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.error.TransactionFailedException;
import io.ydbtopic.client.internal.retry.Backoff;
import io.ydbtopic.client.internal.retry.RetryTable;
import io.ydbtopic.client.internal.transport.StatusMapping;
import io.ydbtopic.client.internal.tx.ScriptedQueryCalls.Step;
import io.ydbtopic.client.internal.tx.TransactionHarness.Read;
import io.ydbtopic.client.internal.write.FakeWriteServer;
import io.ydbtopic.client.internal.write.WriterHarness;
import io.ydbtopic.proto.common.StatusIds;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The retry table for each step of a transaction: all statuses of the server and all of
 * the transport. No step is ever sent twice; the verdict is about a new transaction.
 */
class TransactionStepsTableTest {

	private static final List<Step> STEPS = List.of(Step.CREATE, Step.ATTACH, Step.BEGIN, Step.OFFSETS, Step.COMMIT);

	/** How a step fails: with an answer of the server, or by the transport. */
	record Failure(RetryTable.Row row, StatusIds.StatusCode status, Status transport) {

		void of(Step step, ScriptedQueryCalls server) {
			if (this.status != null) {
				server.statuses.put(step, this.status);
			}
			else {
				server.breaks.put(step, asException());
			}
		}

		TopicException asException() {
			TopicException failure = (this.status != null) ? StatusMapping.failureOf(this.status, List.of(), "test")
					: StatusMapping.failureOf(this.transport, "test");
			assertThat(failure).isNotNull();
			return failure;
		}

		@Override
		public String toString() {
			return this.row.status().name();
		}

	}

	static Stream<Failure> failures() {
		Stream<Failure> ofServer = Arrays.stream(StatusIds.StatusCode.values())
			.filter((status) -> status != StatusIds.StatusCode.UNRECOGNIZED && status != StatusIds.StatusCode.SUCCESS)
			.map((status) -> new Failure(row(StatusCode.ofServer(status.getNumber())), status, null));
		Stream<Failure> ofTransport = Arrays.stream(Status.Code.values())
			.filter((code) -> code != Status.Code.OK)
			.map((code) -> new Failure(row(StatusCode.ofTransport(code.value())), null, code.toStatus()));
		return Stream.concat(ofServer, ofTransport);
	}

	private static RetryTable.Row row(StatusCode status) {
		return RetryTable.rows().stream().filter((row) -> row.status() == status).findFirst().orElseThrow();
	}

	static Stream<Arguments> rows() {
		return failures().flatMap((failure) -> STEPS.stream().map((step) -> Arguments.of(failure, step)));
	}

	/** A session or a transaction that is gone is not a topic that is gone. */
	private static RetryVerdict expected(Failure failure, Step step) {
		boolean gone = failure.row().status() == StatusCode.NOT_FOUND && step != Step.CREATE;
		return gone ? RetryVerdict.RETRY_FAST : failure.row().atFirst();
	}

	/** After a commit was sent, only a clear refusal of the server is known. */
	private static boolean isOutcomeUnknown(Failure failure, Step step) {
		if (step != Step.COMMIT) {
			return false;
		}
		return switch (failure.row().status()) {
			case UNSPECIFIED, UNDETERMINED, TIMEOUT, CANCELLED, UNAVAILABLE, INTERNAL_ERROR -> true;
			default -> failure.status() == null;
		};
	}

	@ParameterizedTest(name = "{0} at {1}")
	@MethodSource("rows")
	void noStepIsSentTwiceAndTheVerdictIsAboutANewTransaction(Failure failure, Step step) {
		TransactionHarness harness = new TransactionHarness(1);
		failure.of(step, harness.server);
		CompletableFuture<TopicTransaction> begun = harness.beginLater();
		Read read = new Read(0, 0, 5);
		Throwable error;
		if (step.compareTo(Step.BEGIN) <= 0) {
			error = TransactionHarness.errorOf(begun);
		}
		else {
			begun.join().read(read.asBatch());
			error = TransactionHarness.errorOf(harness.commit(begun.join()));
			assertThat(read.told).containsExactly("read again");
			assertThat(begun.join().isActive()).isFalse();
		}
		assertThat(error).isInstanceOfSatisfying(TransactionFailedException.class, (failed) -> {
			assertThat(failed.status()).isEqualTo(failure.row().status());
			assertThat(failed.verdict()).isEqualTo(expected(failure, step));
			assertThat(failed.isOutcomeUnknown()).isEqualTo(isOutcomeUnknown(failure, step));
		});
		harness.runtime.advance(Duration.ofMinutes(5));
		assertThat(harness.server.asked.stream().map((request) -> request.split(" ")[0]).toList())
			.as("requests, none of them twice and none after the failed one but to clean up")
			.isEqualTo(requestsUntil(step));
		harness.closeAndCheckThatNothingIsLeft();
	}

	private static List<String> requestsUntil(Step step) {
		return switch (step) {
			case CREATE, ATTACH -> List.of("create");
			case BEGIN -> List.of("create", "begin", "delete");
			case OFFSETS -> List.of("create", "begin", "offsets", "delete");
			case COMMIT -> List.of("create", "begin", "offsets", "commit", "delete");
			case ROLLBACK -> throw new IllegalArgumentException();
		};
	}

	/** Once: the second time the server is well. */
	@ParameterizedTest(name = "{0} at {1}")
	@MethodSource("rows")
	void exactlyOnceRepeatsTheWholeTransactionWhereTheTableAllowsIt(Failure failure, Step step) throws Exception {
		TransactionHarness harness = new TransactionHarness(1);
		failure.of(step, harness.server);
		Read read = new Read(0, 0, 5);
		List<Integer> handled = new ArrayList<>();
		DefaultExactlyOnce<String> processor = new DefaultExactlyOnce<>(readerOf(harness, read), harness.runtime,
				new Backoff(RetrySettings.DEFAULT),
				new TransactionBegin(harness.sessions, TransactionHarness.LIMIT, harness.completions::execute)::begin,
				TransactionHarness.LIMIT);
		boolean repeated = expected(failure, step).isRetriable() || isOutcomeUnknown(failure, step);
		if (repeated) {
			assertThat(processor.process(Duration.ofMinutes(5), (batch, transaction) -> handled.add(batch.size())))
				.isEqualTo(5);
			assertThat(read.told).endsWith("committed");
		}
		else {
			assertThatExceptionOfType(TransactionFailedException.class).isThrownBy(
					() -> processor.process(Duration.ofMinutes(5), (batch, transaction) -> handled.add(batch.size())))
				.satisfies((failed) -> assertThat(failed.status()).isEqualTo(failure.row().status()));
			assertThat(read.told).contains("read again").doesNotContain("committed");
		}
		int before = (step.compareTo(Step.BEGIN) > 0) ? 1 : 0;
		assertThat(handled).as("how often the handler saw the batch").hasSize(before + (repeated ? 1 : 0));
		harness.runtime.settle();
		harness.closeAndCheckThatNothingIsLeft();
	}

	/**
	 * Hands the batch out once, and again when it was given back; the server recovers
	 * then.
	 */
	@SuppressWarnings("unchecked")
	private static TopicReader<String> readerOf(TransactionHarness harness, Read read) {
		int[] given = { 0 };
		return (TopicReader<String>) Proxy.newProxyInstance(Read.class.getClassLoader(),
				new Class<?>[] { TopicReader.class }, (proxy, method, args) -> {
					if (method.getName().equals("toString")) {
						return "reader";
					}
					assertThat(method.getName()).isEqualTo("receiveBatch");
					if (given[0]++ > 0) {
						assertThat(read.told).contains("read again");
						harness.server.statuses.clear();
						harness.server.breaks.clear();
					}
					return read.asBatch();
				});
	}

	@ParameterizedTest
	@MethodSource("failures")
	void aRollbackEndsWhateverTheServerSays(Failure failure) {
		TransactionHarness harness = new TransactionHarness(1);
		failure.of(Step.ROLLBACK, harness.server);
		DefaultTransaction transaction = harness.begin();
		CompletableFuture<Void> rolledBack = transaction.rollback();
		harness.runtime.settle();
		assertThat(rolledBack).isCompleted();
		assertThat(harness.server.asked).as("the session is not used again")
			.containsExactly("create", "begin s1", "rollback s1", "delete s1");
		harness.closeAndCheckThatNothingIsLeft();
	}

	@ParameterizedTest
	@MethodSource("failures")
	void aStreamThatEndsWithMessagesOnTheWayFailsTheTransactionAndRepeatsNothing(Failure failure) {
		TransactionHarness harness = new TransactionHarness(1);
		DefaultTransaction transaction = harness.begin();
		WriterHarness writing = new WriterHarness(2, (settings) -> settings.producerId(null).deduplication(false))
			.connect();
		writing.server.acknowledges = false;
		CompletableFuture<WriteAck> ack = writing.writer.write(OutgoingMessage.of("m").withTransaction(transaction));
		writing.runtime.settle();
		assertThat(writing.server.requests()).hasSize(1);
		assertThat(writing.server.requests().get(0).getTx().getId()).isEqualTo(transaction.id());
		end(writing, failure);
		writing.runtime.advance(Duration.ofMinutes(5));
		assertThat(writing.server.requests()).as("requests with the message").hasSize(1);
		assertThat(ack).isCompletedExceptionally();
		assertThat(transaction.isActive()).isFalse();
		Throwable error = TransactionHarness.errorOf(harness.commit(transaction));
		assertThat(error).isInstanceOfSatisfying(TransactionFailedException.class, (failed) -> {
			assertThat(failed.status()).isEqualTo(failure.row().status());
			assertThat(failed.verdict()).isEqualTo(expected(failure, Step.COMMIT));
			assertThat(failed.isOutcomeUnknown()).as("it was never committed").isFalse();
		});
		assertThat(harness.server.asked).containsExactly("create", "begin s1", "delete s1");
		writing.writer.closeAsync(Duration.ZERO);
		writing.runtime.advance(Duration.ofSeconds(5));
		harness.closeAndCheckThatNothingIsLeft();
	}

	@ParameterizedTest
	@MethodSource("failures")
	void aMessageThatWasNeverSentWaitsForItsStreamAndFailsWithIt(Failure failure) {
		TransactionHarness harness = new TransactionHarness(1);
		DefaultTransaction transaction = harness.begin();
		WriterHarness writing = new WriterHarness(2, (settings) -> settings.producerId(null).deduplication(false));
		writing.server.answersHandshake = false;
		writing.writer.start();
		CompletableFuture<WriteAck> ack = writing.writer.write(OutgoingMessage.of("m").withTransaction(transaction));
		writing.runtime.settle();
		end(writing, failure);
		writing.server.answersHandshake = true;
		writing.runtime.advance(Duration.ofMinutes(1));
		CompletableFuture<Void> committed = harness.commit(transaction);
		if (failure.row().atFirst().isRetriable()) {
			assertThat(ack).isCompleted();
			assertThat(committed).isCompleted();
			assertThat(writing.server.requests()).as("requests with the message").hasSize(1);
		}
		else {
			assertThat(ack).isCompletedExceptionally();
			assertThat(TransactionHarness.errorOf(committed)).isInstanceOfSatisfying(TransactionFailedException.class,
					(failed) -> {
						assertThat(failed.status()).isEqualTo(failure.row().status());
						assertThat(failed.isOutcomeUnknown()).isFalse();
					});
			assertThat(writing.server.requests()).isEmpty();
		}
		writing.writer.closeAsync(Duration.ZERO);
		writing.runtime.advance(Duration.ofSeconds(5));
		harness.closeAndCheckThatNothingIsLeft();
	}

	private static void end(WriterHarness writing, Failure failure) {
		if (failure.status() != null) {
			writing.server.transport().last().reply(FakeWriteServer.error(failure.status(), "test"));
		}
		else {
			writing.server.transport().last().end(failure.asException());
		}
	}

}
