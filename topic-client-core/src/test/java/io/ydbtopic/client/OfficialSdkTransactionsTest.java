package io.ydbtopic.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.ydbtopic.broker.BrokerOptions;
import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.broker.log.StoredRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tech.ydb.common.transaction.TxMode;
import tech.ydb.core.grpc.GrpcTransport;
import tech.ydb.query.QueryClient;
import tech.ydb.query.QuerySession;
import tech.ydb.query.QueryTransaction;
import tech.ydb.topic.description.Codec;
import tech.ydb.topic.read.SyncReader;
import tech.ydb.topic.settings.ReceiveSettings;
import tech.ydb.topic.settings.SendSettings;
import tech.ydb.topic.settings.TopicReadSettings;
import tech.ydb.topic.write.SyncWriter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Transactions of two clients on one broker of two nodes: what the official SDK does in a
 * transaction of its query client and what ours does look the same from the other side.
 */
@Timeout(60)
class OfficialSdkTransactionsTest {

	private static final Duration LONG = Duration.ofSeconds(10);

	/** How long nothing must come, so that "not before the commit" can fail. */
	private static final Duration QUIET = Duration.ofMillis(300);

	private EmbeddedBroker broker;

	private GrpcTransport transport;

	private tech.ydb.topic.TopicClient official;

	private QueryClient queries;

	private TopicClient ours;

	private final List<AutoCloseable> open = new ArrayList<>();

	@BeforeEach
	void start() {
		this.broker = EmbeddedBroker
			.start(BrokerOptions.builder().nodes(2).topic("orders:1:billing").topic("invoices:1:archive").build());
		this.transport = GrpcTransport.forConnectionString(this.broker.connectionString()).build();
		this.official = tech.ydb.topic.TopicClient.newClient(this.transport).build();
		this.queries = QueryClient.newClient(this.transport).build();
		this.ours = TopicClient.connect(this.broker.connectionString());
	}

	@AfterEach
	void stop() throws Exception {
		for (AutoCloseable each : this.open) {
			each.close();
		}
		this.ours.closeAsync(Duration.ZERO).handle((done, error) -> null).get(20, TimeUnit.SECONDS);
		this.queries.close();
		this.official.close();
		this.transport.close();
		this.broker.close();
	}

	private QueryTransaction officialTransaction() {
		QuerySession session = this.queries.createSession(LONG).join().getValue();
		this.open.add(session);
		return session.beginTransaction(TxMode.SERIALIZABLE_RW).join().getValue();
	}

	private SyncWriter officialWriter(String topic) throws Exception {
		SyncWriter writer = this.official.createSyncWriter(tech.ydb.topic.settings.WriterSettings.newBuilder()
			.setTopicPath(topic)
			.setProducerId("stranger")
			.setMessageGroupId("stranger")
			.setCodec(Codec.RAW)
			.build());
		writer.initAndWait();
		this.open.add(() -> writer.shutdown(10, TimeUnit.SECONDS));
		return writer;
	}

	private SyncReader officialReader(String topic, String consumer) {
		SyncReader reader = this.official.createSyncReader(tech.ydb.topic.settings.ReaderSettings.newBuilder()
			.setConsumerName(consumer)
			.addTopic(TopicReadSettings.newBuilder().setPath(topic).build())
			.build());
		reader.initAndWait();
		return reader;
	}

	private TopicReader<String> ourReader(String topic, String consumer) {
		return this.ours.reader(ReaderSettings.of(consumer, topic), Deserializer.string());
	}

	private static void send(SyncWriter writer, String text, QueryTransaction transaction) throws Exception {
		writer.send(tech.ydb.topic.write.Message.of(text.getBytes(StandardCharsets.UTF_8)),
				SendSettings.newBuilder().setTransaction(transaction).build());
		writer.flush();
	}

	private static @Nullable String receive(SyncReader reader, Duration timeout) throws Exception {
		tech.ydb.topic.read.Message message = reader.receive(timeout.toMillis(), TimeUnit.MILLISECONDS);
		return (message != null) ? new String(message.getData(), StandardCharsets.UTF_8) : null;
	}

	private static String receiveIn(SyncReader reader, QueryTransaction transaction) throws Exception {
		tech.ydb.topic.read.Message message = reader
			.receive(ReceiveSettings.newBuilder().setTransaction(transaction).setTimeout(10, TimeUnit.SECONDS).build());
		assertThat(message).isNotNull();
		return new String(message.getData(), StandardCharsets.UTF_8);
	}

	private static String receive(TopicReader<String> reader) throws Exception {
		ReceivedMessage<String> message = reader.receive(LONG);
		assertThat(message).isNotNull();
		return message.value();
	}

	private List<String> stored(String topic) {
		return this.broker.records(topic, 0)
			.stream()
			.map(StoredRecord::data)
			.map((data) -> data.toStringUtf8())
			.toList();
	}

	private void order(String... texts) {
		try (TopicWriter<String> writer = this.ours.writer(WriterSettings.of("orders"), Serializer.string())) {
			for (String text : texts) {
				writer.write(text).join();
			}
		}
	}

	private long committed() {
		return this.broker.committedOffset("orders", 0, "billing");
	}

	@Test
	void whatTheOfficialSdkWritesInATransactionOurReaderSeesAfterItsCommitOnly() throws Exception {
		SyncWriter writer = officialWriter("invoices");
		TopicReader<String> reader = ourReader("invoices", "archive");
		QueryTransaction dropped = officialTransaction();
		send(writer, "dropped", dropped);
		QueryTransaction kept = officialTransaction();
		send(writer, "first", kept);
		send(writer, "second", kept);
		assertThat(reader.receive(QUIET)).isNull();
		assertThat(dropped.rollback().join().isSuccess()).isTrue();
		assertThat(reader.receive(QUIET)).isNull();
		assertThat(kept.commit().join().getStatus().isSuccess()).isTrue();
		assertThat(receive(reader)).isEqualTo("first");
		assertThat(receive(reader)).isEqualTo("second");
		assertThat(stored("invoices")).containsExactly("first", "second");
	}

	@Test
	void whatOurTransactionWritesTheOfficialReaderSeesAfterItsCommitOnly() throws Exception {
		TopicWriter<String> writer = this.ours.writer(WriterSettings.builder("invoices").producerId("shop").build(),
				Serializer.string());
		SyncReader reader = officialReader("invoices", "archive");
		TopicTransaction dropped = this.ours.beginTransaction().join();
		dropped.write(writer, "dropped").join();
		TopicTransaction kept = this.ours.beginTransaction().join();
		kept.write(writer, "first").join();
		kept.write(writer, "second").join();
		assertThat(receive(reader, QUIET)).isNull();
		dropped.rollback().join();
		assertThat(receive(reader, QUIET)).isNull();
		kept.commit().join();
		assertThat(receive(reader, LONG)).isEqualTo("first");
		assertThat(receive(reader, LONG)).isEqualTo("second");
		assertThat(stored("invoices")).containsExactly("first", "second");
		reader.shutdown();
	}

	@Test
	void offsetsThatOurTransactionMovesAreTheOfficialReaders() throws Exception {
		order("a", "b", "c");
		TopicReader<String> reader = ourReader("orders", "billing");
		TopicTransaction transaction = this.ours.beginTransaction().join();
		ReceivedMessage<String> first = reader.receive(LONG);
		assertThat(first).isNotNull();
		transaction.read(first);
		transaction.commit().join();
		assertThat(committed()).isEqualTo(1);
		TopicTransaction dropped = this.ours.beginTransaction().join();
		ReceivedMessage<String> second = reader.receive(LONG);
		assertThat(second).isNotNull();
		dropped.read(second);
		dropped.rollback().join();
		reader.closeAsync(LONG).join();
		SyncReader stranger = officialReader("orders", "billing");
		assertThat(receive(stranger, LONG)).isEqualTo("b");
		assertThat(receive(stranger, LONG)).isEqualTo("c");
		stranger.shutdown();
	}

	@Test
	void offsetsThatATransactionOfTheOfficialSdkMovesAreOurReaders() throws Exception {
		order("a", "b", "c");
		SyncReader stranger = officialReader("orders", "billing");
		QueryTransaction kept = officialTransaction();
		assertThat(receiveIn(stranger, kept)).isEqualTo("a");
		assertThat(kept.commit().join().getStatus().isSuccess()).isTrue();
		assertThat(committed()).isEqualTo(1);
		QueryTransaction dropped = officialTransaction();
		assertThat(receiveIn(stranger, dropped)).isEqualTo("b");
		assertThat(dropped.rollback().join().isSuccess()).isTrue();
		stranger.shutdown();
		TopicReader<String> reader = ourReader("orders", "billing");
		assertThat(receive(reader)).isEqualTo("b");
		assertThat(receive(reader)).isEqualTo("c");
		await().untilAsserted(() -> assertThat(committed()).isEqualTo(1));
	}

	@Test
	void transactionsOfBothClientsOverOneTopicTakeEffectInTheOrderOfTheirCommits() throws Exception {
		SyncWriter stranger = officialWriter("invoices");
		TopicWriter<String> writer = this.ours.writer(WriterSettings.builder("invoices").producerId("shop").build(),
				Serializer.string());
		QueryTransaction theirs = officialTransaction();
		TopicTransaction mine = this.ours.beginTransaction().join();
		send(stranger, "theirs", theirs);
		mine.write(writer, "mine").join();
		mine.commit().join();
		assertThat(theirs.commit().join().getStatus().isSuccess()).isTrue();
		assertThat(stored("invoices")).containsExactly("mine", "theirs");
	}

}
