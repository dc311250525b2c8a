package io.ydbtopic.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.ydbtopic.broker.BrokerOptions;
import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.broker.fault.FaultKind;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TransactionFailedException;
import io.ydbtopic.client.internal.retry.RetryTable;
import io.ydbtopic.proto.common.StatusIds;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The retry table for transactions: each status that a server can answer a commit with,
 * over the real wire. A transaction is never retried itself; the verdict is about a new
 * one.
 */
class TransactionRetryTableTest {

	private static EmbeddedBroker broker;

	private static TopicClient client;

	@BeforeAll
	static void start() {
		broker = EmbeddedBroker.start(BrokerOptions.builder().topic("orders:1:billing").build());
		client = TopicClient.connect(broker.connectionString());
	}

	@AfterAll
	static void stop() {
		client.close();
		broker.close();
	}

	static Stream<RetryTable.Row> serverStatuses() {
		return RetryTable.rows().stream().filter((row) -> row.status().number() > StatusCode.SUCCESS.number());
	}

	@ParameterizedTest
	@MethodSource("serverStatuses")
	void aRefusedCommitSaysWhetherANewTransactionMaySucceed(RetryTable.Row row) {
		long failed = broker.faults().count(FaultKind.FAIL_COMMIT);
		broker.faults().failCommits(1, StatusIds.StatusCode.forNumber(row.status().number()));
		TopicTransaction transaction = client.beginTransaction().join();
		TransactionFailedException failure = failureOf(transaction.commit());
		assertThat(failure.status()).isEqualTo(row.status());
		// The transaction is gone with its session; another one is not.
		RetryVerdict expected = (row.status() == StatusCode.NOT_FOUND) ? RetryVerdict.RETRY_FAST : row.atFirst();
		assertThat(failure.verdict()).isEqualTo(expected);
		assertThat(broker.faults().count(FaultKind.FAIL_COMMIT) - failed).as("commits that were sent").isEqualTo(1);
		assertThat(failure.isOutcomeUnknown()).isEqualTo(switch (row.status()) {
			case UNDETERMINED, TIMEOUT, CANCELLED, UNAVAILABLE, INTERNAL_ERROR -> true;
			default -> false;
		});
		assertThat(transaction.isActive()).isFalse();
	}

	private static TransactionFailedException failureOf(CompletableFuture<?> future) {
		try {
			future.orTimeout(20, TimeUnit.SECONDS).join();
			throw new AssertionError("it did not fail");
		}
		catch (CompletionException ex) {
			return (TransactionFailedException) ex.getCause();
		}
	}

}
