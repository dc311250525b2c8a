package io.ydbtopic.broker;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.ydbtopic.broker.log.StoredRecord;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tech.ydb.common.transaction.TxMode;
import tech.ydb.core.Status;
import tech.ydb.core.grpc.GrpcTransport;
import tech.ydb.query.QueryClient;
import tech.ydb.query.QuerySession;
import tech.ydb.query.QueryTransaction;
import tech.ydb.query.tools.QueryReader;
import tech.ydb.topic.TopicClient;
import tech.ydb.topic.description.Codec;
import tech.ydb.topic.read.SyncReader;
import tech.ydb.topic.settings.ReaderSettings;
import tech.ydb.topic.settings.ReceiveSettings;
import tech.ydb.topic.settings.SendSettings;
import tech.ydb.topic.settings.TopicReadSettings;
import tech.ydb.topic.settings.WriterSettings;
import tech.ydb.topic.write.Message;
import tech.ydb.topic.write.SyncWriter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The official SDK, unchanged, reads and writes in transactions on a broker of two nodes.
 */
class OfficialSdkTransactionTest {

	private static final int COUNT = 20;

	private EmbeddedBroker broker;

	private GrpcTransport transport;

	private TopicClient topics;

	private QueryClient queries;

	@BeforeEach
	void start() {
		this.broker = EmbeddedBroker
			.start(BrokerOptions.builder().nodes(2).topic("orders:2:billing").topic("invoices:2:audit").build());
		this.transport = GrpcTransport.forConnectionString(this.broker.connectionString()).build();
		this.topics = TopicClient.newClient(this.transport).build();
		this.queries = QueryClient.newClient(this.transport).build();
	}

	@AfterEach
	void stop() {
		this.queries.close();
		this.topics.close();
		this.transport.close();
		this.broker.close();
	}

	private SyncWriter writer(String topic, String producer) throws Exception {
		SyncWriter writer = this.topics.createSyncWriter(WriterSettings.newBuilder()
			.setTopicPath(topic)
			.setProducerId(producer)
			.setMessageGroupId(producer)
			.setCodec(Codec.RAW)
			.build());
		writer.initAndWait();
		return writer;
	}

	private SyncReader reader() throws Exception {
		SyncReader reader = this.topics.createSyncReader(ReaderSettings.newBuilder()
			.setConsumerName("billing")
			.addTopic(TopicReadSettings.newBuilder().setPath("orders").build())
			.build());
		reader.initAndWait();
		return reader;
	}

	private static Message message(String text) {
		return Message.of(text.getBytes(StandardCharsets.UTF_8));
	}

	/** The SDK asks its users to flush before the commit. */
	private static void send(SyncWriter writer, String text, QueryTransaction tx) throws Exception {
		writer.send(message(text), SendSettings.newBuilder().setTransaction(tx).build());
		writer.flush();
	}

	private void fill() throws Exception {
		SyncWriter shop = writer("orders", "shop");
		for (int i = 0; i < COUNT; i++) {
			shop.send(message("m" + i));
		}
		shop.flush();
		shop.shutdown(10, TimeUnit.SECONDS);
	}

	private QuerySession session() {
		return this.queries.createSession(Duration.ofSeconds(10)).join().getValue();
	}

	private List<String> stored(String topic) {
		List<String> values = new ArrayList<>();
		for (int partition = 0; partition < 2; partition++) {
			for (StoredRecord each : this.broker.records(topic, partition)) {
				values.add(each.data().toStringUtf8());
			}
		}
		return values;
	}

	private long committed() {
		return this.broker.committedOffset("orders", 0, "billing")
				+ this.broker.committedOffset("orders", 1, "billing");
	}

	private static String receive(SyncReader reader, QueryTransaction tx) throws Exception {
		tech.ydb.topic.read.Message received = reader
			.receive(ReceiveSettings.newBuilder().setTransaction(tx).setTimeout(10, TimeUnit.SECONDS).build());
		assertThat(received).isNotNull();
		return new String(received.getData(), StandardCharsets.UTF_8);
	}

	@Test
	void whatIsReadAndWrittenInATransactionChangesTogether() throws Exception {
		fill();
		SyncReader reader = reader();
		SyncWriter invoices = writer("invoices", "billing");
		try (QuerySession session = session()) {
			for (int i = 0; i < COUNT; i++) {
				QueryTransaction tx = session.beginTransaction(TxMode.SERIALIZABLE_RW).join().getValue();
				String text = receive(reader, tx);
				send(invoices, "invoice of " + text, tx);
				if (i == 0) {
					assertThat(stored("invoices")).isEmpty();
					assertThat(QueryReader.readFrom(tx.createQuery("SELECT 1")).join().getValue().getResultSetCount())
						.isEqualTo(1);
				}
				assertThat(tx.commit().join().getStatus().isSuccess()).isTrue();
				assertThat(committed()).isEqualTo(i + 1);
				assertThat(stored("invoices")).hasSize(i + 1);
			}
		}
		assertThat(stored("invoices")).first().isEqualTo("invoice of m0");
		assertThat(stored("invoices")).doesNotHaveDuplicates();
		reader.shutdown();
		invoices.shutdown(10, TimeUnit.SECONDS);
	}

	@Test
	void whatIsRolledBackIsReadAgainByTheNextReader() throws Exception {
		fill();
		SyncReader reader = reader();
		SyncWriter invoices = writer("invoices", "billing");
		try (QuerySession session = session()) {
			QueryTransaction tx = session.beginTransaction(TxMode.SERIALIZABLE_RW).join().getValue();
			String text = receive(reader, tx);
			send(invoices, "lost", tx);
			assertThat(tx.rollback().join().isSuccess()).isTrue();
			assertThat(stored("invoices")).isEmpty();
			assertThat(committed()).isZero();
			reader.shutdown();
			SyncReader second = reader();
			QueryTransaction again = session.beginTransaction(TxMode.SERIALIZABLE_RW).join().getValue();
			assertThat(receive(second, again)).isEqualTo(text);
			assertThat(again.commit().join().getStatus().isSuccess()).isTrue();
			assertThat(committed()).isEqualTo(1);
			second.shutdown();
		}
		invoices.shutdown(10, TimeUnit.SECONDS);
	}

	@Test
	void anAbortedCommitLeavesNothingBehind() throws Exception {
		SyncWriter invoices = writer("invoices", "billing");
		try (QuerySession session = session()) {
			this.broker.faults().failCommits(1, StatusCode.ABORTED);
			QueryTransaction tx = session.beginTransaction(TxMode.SERIALIZABLE_RW).join().getValue();
			send(invoices, "lost", tx);
			Status status = tx.commit().join().getStatus();
			assertThat(status.getCode()).isEqualTo(tech.ydb.core.StatusCode.ABORTED);
			assertThat(stored("invoices")).isEmpty();
			QueryTransaction next = session.beginTransaction(TxMode.SERIALIZABLE_RW).join().getValue();
			send(invoices, "kept", next);
			assertThat(next.commit().join().getStatus().isSuccess()).isTrue();
			assertThat(stored("invoices")).containsExactly("kept");
		}
		invoices.shutdown(10, TimeUnit.SECONDS);
	}

	@Test
	void theTableServiceAnswersTheProbeOfTheSdk() {
		try (tech.ydb.table.TableClient tables = tech.ydb.table.TableClient.newClient(this.transport).build()) {
			tech.ydb.table.Session session = tables.createSession(Duration.ofSeconds(10)).join().getValue();
			assertThat(session.executeSchemeQuery("CREATE TABLE probe (a Int32, PRIMARY KEY (a))").join().isSuccess())
				.isTrue();
			assertThat(session.keepAlive().join().getStatus().isSuccess()).isTrue();
			session.close();
		}
	}

}
