package io.ydbtopic.broker;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tech.ydb.common.transaction.TxMode;
import tech.ydb.common.transaction.YdbTransaction;
import tech.ydb.core.Status;
import tech.ydb.core.StatusCode;
import tech.ydb.table.Session;
import tech.ydb.table.TableClient;
import tech.ydb.table.transaction.TableTransaction;
import tech.ydb.topic.read.AsyncReader;
import tech.ydb.topic.settings.ReadEventHandlersSettings;
import tech.ydb.topic.settings.SendSettings;
import tech.ydb.topic.settings.UpdateOffsetsInTransactionSettings;
import tech.ydb.topic.write.AsyncWriter;
import tech.ydb.topic.write.Message;
import tech.ydb.topic.write.WriteAck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Transactions that the official SDK begins in sessions of the table service.
 */
@Timeout(60)
class OfficialSdkTableTransactionTest {

	private static final int COUNT = 300;

	private EmbeddedBroker broker;

	private OfficialSdk sdk;

	private TableClient tables;

	private Session session;

	@BeforeEach
	void start() throws Exception {
		this.broker = EmbeddedBroker.start(BrokerOptions.builder().nodes(2).topic("orders:1:billing").build());
		this.sdk = new OfficialSdk(this.broker.connectionString());
		this.tables = TableClient.newClient(this.sdk.transport()).build();
		this.session = session();
	}

	@AfterEach
	void stop() {
		this.session.close();
		this.tables.close();
		this.sdk.close();
		this.broker.close();
	}

	private Session session() throws Exception {
		return OfficialSdk.value(this.tables.createSession(Duration.ofSeconds(10)));
	}

	private static TableTransaction begin(Session session) throws Exception {
		return OfficialSdk.value(session.beginTransaction(TxMode.SERIALIZABLE_RW));
	}

	private static WriteAck send(AsyncWriter writer, long seqNo, String text, YdbTransaction tx) throws Exception {
		return writer.send(numbered(seqNo, text), SendSettings.newBuilder().setTransaction(tx).build())
			.get(10, TimeUnit.SECONDS);
	}

	private static Message numbered(long seqNo, String text) {
		return Message.newBuilder().setSeqNo(seqNo).setData(text.getBytes(StandardCharsets.UTF_8)).build();
	}

	private AsyncWriter writer(LinkedBlockingQueue<Status> errors) {
		AsyncWriter writer = this.sdk.topics()
			.createAsyncWriter(OfficialSdk.producer("shop")
				.setTopicPath("orders")
				.setErrorsHandler((status, error) -> errors.add(status))
				.build());
		writer.init();
		return writer;
	}

	private List<String> stored() {
		return this.broker.records("orders", 0).stream().map((each) -> each.data().toStringUtf8()).toList();
	}

	@Test
	void ofTwoTransactionsOfOneProducerTheFirstToCommitWins() throws Exception {
		AsyncWriter writer = writer(new LinkedBlockingQueue<>());
		try (Session other = session()) {
			TableTransaction first = begin(this.session);
			TableTransaction second = begin(other);
			assertThat(send(writer, 1, "a", first).getState()).isEqualTo(WriteAck.State.WRITTEN_IN_TX);
			send(writer, 2, "b", second);
			send(writer, 3, "c", first);
			send(writer, 4, "d", second);
			assertThat(stored()).isEmpty();
			OfficialSdk.succeeds(second.commit());
			assertThat(first.commit().get(10, TimeUnit.SECONDS).getCode()).isEqualTo(StatusCode.ABORTED);
			writer.send(numbered(5, "e")).get(10, TimeUnit.SECONDS);
			TableTransaction third = begin(other);
			send(writer, 6, "f", third);
			OfficialSdk.succeeds(third.commit());
		}
		writer.shutdown().get(10, TimeUnit.SECONDS);
		assertThat(stored()).containsExactly("b", "d", "e", "f");
	}

	@Test
	void writingInATransactionThatHasEndedIsNotFound() throws Exception {
		LinkedBlockingQueue<Status> errors = new LinkedBlockingQueue<>();
		AsyncWriter writer = writer(errors);
		TableTransaction good = begin(this.session);
		send(writer, 1, "a", good);
		try (Session other = session()) {
			TableTransaction ended = begin(other);
			OfficialSdk.succeeds(ended.rollback());
			writer.send(numbered(2, "lost"), SendSettings.newBuilder().setTransaction(ended).build());
			assertThat(errors.poll(10, TimeUnit.SECONDS)).isNotNull()
				.extracting(Status::getCode)
				.isEqualTo(StatusCode.NOT_FOUND);
			writer.shutdown();
		}
		OfficialSdk.succeeds(good.commit());
		assertThat(stored()).containsExactly("a");
	}

	@Test
	void everythingIsReadInTransactionsOnce() throws Exception {
		this.sdk.write(0, OfficialSdk.numbered(0, COUNT));
		ConcurrentLinkedQueue<String> read = new ConcurrentLinkedQueue<>();
		CompletableFuture<AsyncReader> self = new CompletableFuture<>();
		CompletableFuture<Void> failed = new CompletableFuture<>();
		AsyncReader reader = this.sdk.topics()
			.createAsyncReader(OfficialSdk.consumer().setMaxBatchSize(50).build(),
					ReadEventHandlersSettings.newBuilder().setEventHandler((event) -> {
						try {
							TableTransaction tx = begin(this.session);
							OfficialSdk.succeeds(self.get()
								.updateOffsetsInTransaction(tx, event.getPartitionOffsets(),
										UpdateOffsetsInTransactionSettings.newBuilder().build()));
							OfficialSdk.succeeds(tx.commit());
							event.getMessages().forEach((each) -> read.add(OfficialSdk.text(each)));
						}
						catch (Exception ex) {
							failed.completeExceptionally(ex);
						}
					}).build());
		self.complete(reader);
		reader.init();
		await().until(() -> read.size() == COUNT || failed.isDone());
		assertThat(failed).isNotDone();
		assertThat(List.copyOf(read)).isEqualTo(OfficialSdk.numbered(0, COUNT));
		assertThat(this.sdk.committed(0)).isEqualTo(COUNT);
		reader.shutdown().get(10, TimeUnit.SECONDS);
	}

	@Test
	void theEndOfASessionRollsItsTransactionBack() throws Exception {
		AsyncWriter writer = writer(new LinkedBlockingQueue<>());
		Session other = session();
		String id = other.getId();
		send(writer, 1, "lost", begin(other));
		assertThat(this.broker.openQuerySessions()).isEqualTo(2);
		this.broker.faults().endQuerySessions();
		assertThat(this.broker.openQuerySessions()).isZero();
		assertThat(id).startsWith("ydb://session/");
		assertThat(other.keepAlive().get(10, TimeUnit.SECONDS).getStatus().getCode()).isEqualTo(StatusCode.BAD_SESSION);
		other.close();
		writer.send(numbered(2, "kept")).get(10, TimeUnit.SECONDS);
		writer.shutdown().get(10, TimeUnit.SECONDS);
		assertThat(stored()).containsExactly("kept");
	}

}
