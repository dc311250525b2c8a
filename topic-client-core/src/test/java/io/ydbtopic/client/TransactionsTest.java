package io.ydbtopic.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

import io.ydbtopic.broker.BrokerOptions;
import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.broker.fault.FaultKind;
import io.ydbtopic.client.error.MessageRejectedException;
import io.ydbtopic.client.error.PartitionSessionEndedException;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TransactionFailedException;
import io.ydbtopic.proto.common.StatusIds;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/** Transactions over the real wire, against the broker. */
@Timeout(60)
class TransactionsTest {

	private static final Duration LONG = Duration.ofSeconds(10);

	private EmbeddedBroker broker;

	private TopicClient client;

	private TopicWriter<String> writer;

	private TopicReader<String> reader;

	@BeforeEach
	void start() {
		this.broker = EmbeddedBroker
			.start(BrokerOptions.builder().topic("orders:1:billing").topic("invoices:1:archive").build());
		this.client = TopicClient.connect(this.broker.connectionString());
		this.writer = this.client.writer(WriterSettings.builder("invoices").producerId("shop").build(),
				Serializer.string());
		this.reader = this.client.reader(ReaderSettings.of("billing", "orders"), Deserializer.string());
	}

	@AfterEach
	void stop() {
		this.client.closeAsync(Duration.ZERO).handle((done, error) -> null).join();
		this.broker.close();
	}

	private TopicTransaction begin() {
		return this.client.beginTransaction().join();
	}

	private void order(String... texts) {
		try (TopicWriter<String> orders = this.client.writer(WriterSettings.of("orders"), Serializer.string())) {
			for (String text : texts) {
				orders.write(text).join();
			}
		}
	}

	private MessageBatch<String> receive() throws InterruptedException {
		MessageBatch<String> batch = this.reader.receiveBatch(LONG);
		assertThat(batch).isNotNull();
		return batch;
	}

	private List<String> invoices() {
		return this.broker.records("invoices", 0).stream().map((record) -> record.data().toStringUtf8()).toList();
	}

	private long committed() {
		return this.broker.committedOffset("orders", 0, "billing");
	}

	private static Throwable failureOf(CompletableFuture<?> future) {
		try {
			future.orTimeout(20, TimeUnit.SECONDS).join();
			throw new AssertionError("it did not fail");
		}
		catch (CompletionException ex) {
			return ex.getCause();
		}
	}

	@Test
	void whatIsReadAndWrittenTakesEffectTogether() throws Exception {
		order("a", "b");
		TopicTransaction transaction = begin();
		MessageBatch<String> batch = receive();
		transaction.read(batch);
		WriteAck ack = transaction.write(this.writer, "invoice a").join();
		assertThat(ack.state()).isEqualTo(WriteAck.State.WRITTEN_IN_TRANSACTION);
		transaction.write(this.writer, OutgoingMessage.of("invoice b").withMetadata("key", "value"));
		assertThat(invoices()).isEmpty();
		assertThat(committed()).isZero();
		transaction.commit().join();
		assertThat(invoices()).containsExactly("invoice a", "invoice b");
		assertThat(committed()).isEqualTo(2);
		await().untilAsserted(() -> assertThat(batch.session().committedOffset()).isEqualTo(2));
		assertThat(transaction.isActive()).isFalse();
	}

	@Test
	void aRollbackDropsWhatWasWrittenAndHandsOutAgainWhatWasRead() throws Exception {
		order("a", "b");
		TopicTransaction transaction = begin();
		MessageBatch<String> batch = receive();
		transaction.read(batch);
		transaction.write(this.writer, "invoice a");
		transaction.rollback().join();
		assertThat(receive().messages().get(0).value()).isEqualTo("a");
		assertThat(invoices()).isEmpty();
		assertThat(committed()).isZero();
		assertThat(batch.session().isActive()).isFalse();
	}

	@Test
	void plainMessagesAndTransactionsOfOneWriterDoNotHinderEachOther() {
		TopicTransaction first = begin();
		TopicTransaction second = begin();
		first.write(this.writer, "first").join();
		this.writer.write("plain").join();
		second.write(this.writer, "second").join();
		this.writer.write("plain too").join();
		second.commit().join();
		first.commit().join();
		assertThat(invoices()).containsExactly("plain", "plain too", "second", "first");
	}

	@Test
	void aSessionIsUsedAgain() {
		String session = null;
		for (int i = 0; i < 5; i++) {
			TopicTransaction transaction = begin();
			String used = ((io.ydbtopic.client.internal.tx.TransactionScope) transaction).identity().getSession();
			assertThat(session == null || session.equals(used)).isTrue();
			session = used;
			transaction.commit().join();
		}
	}

	@Test
	void twoTransactionsOverTheSameMessagesCantBothCommit() throws Exception {
		order("a");
		MessageBatch<String> batch = receive();
		TopicTransaction first = begin();
		TopicTransaction second = begin();
		first.read(batch);
		second.read(batch);
		first.commit().join();
		assertThat(failureOf(second.commit())).isInstanceOfSatisfying(TransactionFailedException.class, (failure) -> {
			assertThat(failure.status()).isEqualTo(StatusCode.ABORTED);
			assertThat(failure.verdict().isRetriable()).isTrue();
			assertThat(failure.isOutcomeUnknown()).isFalse();
		});
	}

	@Test
	void aStaleSessionFailsTheTransactionBeforeAnythingIsSent() throws Exception {
		order("a");
		TopicTransaction transaction = begin();
		MessageBatch<String> batch = receive();
		transaction.read(batch);
		this.broker.faults().cutStreams();
		await().until(() -> !batch.session().isActive());
		assertThat(failureOf(transaction.commit())).isInstanceOf(TransactionFailedException.class)
			.hasMessageContaining("is over; they are delivered again");
		assertThat(committed()).isZero();
		TopicTransaction other = begin();
		assertThatExceptionOfType(PartitionSessionEndedException.class).isThrownBy(() -> other.read(batch));
		assertThat(receive().messages().get(0).value()).isEqualTo("a");
	}

	@Test
	void aLostStreamWithMessagesOnTheWayFailsTheTransactionAndRepeatsNothing() {
		this.broker.faults().loseAcks(1);
		TopicTransaction transaction = begin();
		CompletableFuture<WriteAck> ack = transaction.write(this.writer, "lost");
		await().until(() -> this.client.streams().stream().anyMatch((stream) -> stream.id().contains("-tx")));
		await().until(() -> this.broker.faults().count(FaultKind.LOSE_ACKS) == 1);
		this.broker.faults().cutStreams();
		assertThat(failureOf(ack)).isNotNull();
		assertThat(transaction.isActive()).isFalse();
		assertThat(failureOf(transaction.commit())).isInstanceOf(TransactionFailedException.class);
		TopicTransaction next = begin();
		next.write(this.writer, "next").join();
		next.commit().join();
		assertThat(invoices()).containsExactly("next");
	}

	@Test
	void aCommitWhoseAnswerIsLostHasAnUnknownOutcome() {
		this.broker.faults().loseCommitAnswers(1);
		TopicTransaction transaction = begin();
		transaction.write(this.writer, "invoice a").join();
		assertThat(failureOf(transaction.commit())).isInstanceOfSatisfying(TransactionFailedException.class,
				(failure) -> assertThat(failure.isOutcomeUnknown()).isTrue());
		assertThat(invoices()).containsExactly("invoice a");
	}

	@Test
	void aRefusedCommitSaysWhyAndWhetherToTryAgain() {
		this.broker.faults().failCommits(1, StatusIds.StatusCode.ABORTED);
		TopicTransaction transaction = begin();
		transaction.write(this.writer, "invoice a").join();
		assertThat(failureOf(transaction.commit())).isInstanceOfSatisfying(TransactionFailedException.class,
				(failure) -> {
					assertThat(failure.verdict().isRetriable()).isTrue();
					assertThat(failure).hasMessageContaining("was not committed");
				});
		assertThat(invoices()).isEmpty();
	}

	@Test
	void aSessionThatEndsTakesItsTransactionWithItAndTheNextGetsANewOne() {
		TopicTransaction transaction = begin();
		transaction.write(this.writer, "gone").join();
		this.broker.faults().endQuerySessions();
		assertThat(failureOf(transaction.commit())).isInstanceOfSatisfying(TransactionFailedException.class,
				(failure) -> assertThat(failure.verdict().isRetriable()).as(failure.getMessage()).isTrue());
		TopicTransaction next = begin();
		next.write(this.writer, "next").join();
		next.commit().join();
		assertThat(invoices()).containsExactly("next");
	}

	@Test
	void afterItsEndATransactionTakesNothing() throws Exception {
		order("a");
		MessageBatch<String> batch = receive();
		TopicTransaction transaction = begin();
		transaction.commit().join();
		assertThatIllegalStateException().isThrownBy(() -> transaction.write(this.writer, "late"))
			.withMessageContaining("is over");
		assertThatIllegalStateException().isThrownBy(() -> transaction.read(batch));
		assertThat(failureOf(transaction.commit())).isInstanceOf(IllegalStateException.class);
		transaction.rollback().join();
		transaction.close();
		TopicTransaction dropped = begin();
		dropped.close();
		assertThatExceptionOfType(TransactionFailedException.class).isThrownBy(() -> dropped.read(batch))
			.withMessageContaining("was rolled back");
	}

	@Test
	void whatATransactionCantTakeIsRefused() throws Exception {
		order("a");
		receive();
		TopicTransaction transaction = begin();
		try (TopicReader<String> withoutConsumer = this.client.reader(
				ReaderSettings.builder().topics(List.of(TopicSource.of("orders", List.of(0L)))).build(),
				Deserializer.string());
				KeyedTopicWriter<String> keyed = this.client.keyedWriter(KeyedWriterSettings.of("invoices"),
						Serializer.string())) {
			MessageBatch<String> batch = withoutConsumer.receiveBatch(LONG);
			assertThatIllegalStateException().isThrownBy(() -> transaction.read(batch))
				.withMessageContaining("without a consumer");
			assertThatExceptionOfType(MessageRejectedException.class)
				.isThrownBy(
						() -> keyed.write(KeyedMessage.of("k", OutgoingMessage.of("v").withTransaction(transaction))))
				.withMessageContaining("a message in a transaction");
		}
		transaction.close();
	}

	@Test
	void onAClusterTheOffsetsOfATransactionGoToItsNode() throws Exception {
		int count = 12;
		try (EmbeddedBroker cluster = EmbeddedBroker
			.start(BrokerOptions.builder().nodes(3).pinTransactionOffsets(true).topic("orders:3:billing").build());
				TopicClient its = TopicClient.connect(cluster.connectionString());
				TopicReader<String> orders = its.reader(ReaderSettings.of("billing", "orders"),
						Deserializer.string())) {
			try (KeyedTopicWriter<String> keyed = its.keyedWriter(KeyedWriterSettings.of("orders"),
					Serializer.string())) {
				for (int i = 0; i < count; i++) {
					keyed.write(KeyedMessage.of("key" + i, "order" + i)).join();
				}
			}
			List<TopicTransaction> transactions = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				TopicTransaction transaction = its.beginTransaction().join();
				ReceivedMessage<String> message = orders.receive(LONG);
				assertThat(message).isNotNull();
				transaction.read(message);
				transactions.add(transaction);
			}
			assertThat(transactions).extracting(TransactionsTest::sessionOf).doesNotHaveDuplicates();
			assertThat(transactions.stream().map(TransactionsTest::nodeOf).distinct().count())
				.as("nodes with sessions; at the wrong one the broker knows no such transaction")
				.isGreaterThan(1);
			for (TopicTransaction transaction : transactions) {
				transaction.commit().orTimeout(20, TimeUnit.SECONDS).join();
			}
			assertThat(LongStream.range(0, 3)
				.map((partition) -> cluster.committedOffset("orders", partition, "billing"))
				.sum()).isEqualTo(count);
		}
	}

	private static String sessionOf(TopicTransaction transaction) {
		return ((io.ydbtopic.client.internal.tx.TransactionScope) transaction).identity().getSession();
	}

	private static String nodeOf(TopicTransaction transaction) {
		return sessionOf(transaction).replaceFirst(".*node_id=(\\d+).*", "$1");
	}

}
