package io.ydbtopic.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import io.ydbtopic.broker.BrokerOptions;
import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.client.admin.AutoPartitioning;
import io.ydbtopic.client.admin.ConsumerConfig;
import io.ydbtopic.client.admin.TopicConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tech.ydb.core.grpc.GrpcTransport;
import tech.ydb.topic.description.Codec;
import tech.ydb.topic.description.Consumer;
import tech.ydb.topic.description.SupportedCodecs;
import tech.ydb.topic.description.TopicDescription;
import tech.ydb.topic.read.Message;
import tech.ydb.topic.read.SyncReader;
import tech.ydb.topic.settings.CreateTopicSettings;
import tech.ydb.topic.settings.PartitioningSettings;
import tech.ydb.topic.settings.TopicReadSettings;
import tech.ydb.topic.write.SyncWriter;

import static org.assertj.core.api.Assertions.assertThat;

/** Our partitions are the official SDK's partitions: keyed and direct writers, admin. */
@Timeout(60)
class OfficialSdkPartitionsTest {

	private static final int PARTITIONS = 4;

	private static final int KEYS = 50;

	private static final int COUNT = 2_000;

	private EmbeddedBroker broker;

	private GrpcTransport transport;

	private tech.ydb.topic.TopicClient official;

	private TopicClient ours;

	@BeforeEach
	void start() {
		this.broker = EmbeddedBroker.start(BrokerOptions.builder().build());
		this.transport = GrpcTransport.forConnectionString(this.broker.connectionString()).build();
		this.official = tech.ydb.topic.TopicClient.newClient(this.transport).build();
		this.ours = TopicClient.connect(this.broker.connectionString());
	}

	@AfterEach
	void stop() {
		this.ours.close();
		this.official.close();
		this.transport.close();
		this.broker.close();
	}

	private void create(AutoPartitioning auto) {
		this.ours.admin()
			.createTopic("orders",
					TopicConfig.builder().partitions(PARTITIONS).autoPartitioning(auto).consumer("billing").build())
			.join();
	}

	private KeyedTopicWriter<String> keyedWriter() {
		return this.ours.keyedWriter(
				KeyedWriterSettings.builder(WriterSettings.builder("orders").producerId("shop").build()).build(),
				Serializer.string());
	}

	/** Writes numbers with keys; the partition of each. */
	private Map<String, Long> writeKeyed(KeyedTopicWriter<String> writer, int from, int to) {
		List<CompletableFuture<WriteAck>> acks = new ArrayList<>();
		Map<String, Long> partitions = new HashMap<>();
		for (int i = from; i < to; i++) {
			acks.add(writer.write("key-" + (i % KEYS), String.valueOf(i)));
		}
		for (int i = from; i < to; i++) {
			partitions.put(String.valueOf(i), acks.get(i - from).join().partitionId());
		}
		return partitions;
	}

	private SyncWriter officialWriter(long partition, String producer) {
		tech.ydb.topic.settings.WriterSettings.Builder settings = tech.ydb.topic.settings.WriterSettings.newBuilder()
			.setTopicPath("orders")
			.setPartitionId(partition)
			.setCodec(Codec.RAW);
		if (producer != null) {
			settings.setProducerId(producer);
		}
		return this.official.createSyncWriter(settings.build());
	}

	private static void send(SyncWriter writer, String value) {
		writer.send(tech.ydb.topic.write.Message.newBuilder().setData(value.getBytes(StandardCharsets.UTF_8)).build());
	}

	private SyncReader officialReader(List<Long> partitions) {
		SyncReader reader = this.official.createSyncReader(tech.ydb.topic.settings.ReaderSettings.newBuilder()
			.setConsumerName("billing")
			.addTopic(TopicReadSettings.newBuilder().setPath("orders").setPartitionIds(partitions).build())
			.build());
		reader.initAndWait();
		return reader;
	}

	/** Values in the order in which they came, with their partitions. */
	private static Map<String, Long> readOfficial(SyncReader reader, int count) throws Exception {
		Map<String, Long> values = new LinkedHashMap<>();
		while (values.size() < count) {
			Message message = reader.receive(10, TimeUnit.SECONDS);
			assertThat(message).as("after " + values.size() + " messages").isNotNull();
			String value = new String(message.getData(), StandardCharsets.UTF_8);
			assertThat(values.put(value, message.getPartitionSession().getPartitionId())).as("twice").isNull();
			message.commit();
		}
		reader.shutdown();
		return values;
	}

	private static void assertOrderOfKeys(Iterable<String> values) {
		Map<Integer, Integer> last = new HashMap<>();
		for (String value : values) {
			int number = Integer.parseInt(value);
			Integer before = last.put(number % KEYS, number);
			assertThat((before != null) ? before : -1).isLessThan(number);
		}
	}

	@Test
	void theOfficialReaderFindsEachKeyInThePartitionThatOurKeyedWriterNames() throws Exception {
		create(AutoPartitioning.DISABLED);
		Map<String, Long> written;
		try (KeyedTopicWriter<String> writer = keyedWriter()) {
			written = writeKeyed(writer, 0, COUNT);
		}
		assertThat(written.values()).containsOnly(0L, 1L, 2L, 3L);
		for (long partition = 0; partition < PARTITIONS; partition++) {
			long one = partition;
			int count = (int) written.values().stream().filter((each) -> each == one).count();
			Map<String, Long> read = readOfficial(officialReader(List.of(partition)), count);
			assertThat(read.values()).containsOnly(partition);
			assertThat(read).allSatisfy((value, where) -> assertThat(written).containsEntry(value, where));
			assertOrderOfKeys(read.keySet());
		}
	}

	@Test
	void theOfficialReaderKeepsTheOrderOfKeysThroughASplit() throws Exception {
		create(AutoPartitioning.scaleUp(16));
		Map<String, Long> written;
		try (KeyedTopicWriter<String> writer = keyedWriter()) {
			written = writeKeyed(writer, 0, COUNT / 2);
			this.broker.faults().split("orders", 1);
			written.putAll(writeKeyed(writer, COUNT / 2, COUNT));
		}
		assertThat(written.values()).contains(1L, 4L, 5L);
		Map<String, Long> read = readOfficial(officialReader(List.of()), COUNT);
		assertThat(read).isEqualTo(written);
		assertOrderOfKeys(read.keySet());
	}

	@Test
	void explicitPartitionsOfTheOfficialWriterAreThoseOfOurKeyedMessages() throws Exception {
		create(AutoPartitioning.DISABLED);
		List<SyncWriter> writers = new ArrayList<>();
		for (long partition = 0; partition < PARTITIONS; partition++) {
			SyncWriter writer = officialWriter(partition, "stranger-" + partition);
			writer.initAndWait();
			writers.add(writer);
		}
		List<CompletableFuture<WriteAck>> acks = new ArrayList<>();
		try (KeyedTopicWriter<String> writer = keyedWriter()) {
			for (int i = 0; i < COUNT; i++) {
				send(writers.get(i % PARTITIONS), "theirs-" + i);
				acks.add(writer.write(KeyedMessage.toPartition(i % PARTITIONS, "ours-" + i)));
			}
			for (SyncWriter each : writers) {
				each.flush();
				each.shutdown(10, TimeUnit.SECONDS);
			}
		}
		for (int i = 0; i < COUNT; i++) {
			assertThat(acks.get(i).join().partitionId()).isEqualTo(i % PARTITIONS);
		}
		assertBothSidesInOrder(2 * COUNT);
	}

	/** Numbers are divided over the partitions by their rest. */
	private void assertBothSidesInOrder(int count) throws Exception {
		Map<String, Integer> last = new HashMap<>();
		int read = 0;
		try (TopicReader<String> reader = this.ours.reader(ReaderSettings.of("billing", "orders"),
				Deserializer.string())) {
			while (read < count) {
				MessageBatch<String> batch = reader.receiveBatch(Duration.ofSeconds(10));
				assertThat(batch).as("after " + read + " messages").isNotNull();
				for (ReceivedMessage<String> message : batch) {
					read++;
					String side = message.value().substring(0, message.value().indexOf('-'));
					int number = Integer.parseInt(message.value().substring(side.length() + 1));
					assertThat(message.partitionId()).isEqualTo(number % PARTITIONS);
					Integer before = last.put(side + message.partitionId(), number);
					assertThat(number).isEqualTo((before != null) ? before + PARTITIONS : (int) message.partitionId());
				}
				batch.commit();
			}
		}
	}

	@Test
	void theOfficialWriterGoesOnWhereTheProducerOfAPartitionOfOursStopped() throws Exception {
		create(AutoPartitioning.DISABLED);
		try (KeyedTopicWriter<String> writer = keyedWriter()) {
			for (int i = 0; i < 10; i++) {
				writer.write(KeyedMessage.toPartition(2, "ours-" + i));
			}
		}
		SyncWriter theirs = officialWriter(2, "shop-2");
		assertThat(theirs.initAndWait().getSeqNo()).isEqualTo(10);
		for (int i = 0; i < 5; i++) {
			send(theirs, "theirs-" + i);
		}
		theirs.flush();
		theirs.shutdown(10, TimeUnit.SECONDS);
		assertThat(this.broker.endOffset("orders", 2)).isEqualTo(15);
		try (KeyedTopicWriter<String> writer = keyedWriter()) {
			WriteAck ack = writer.writeAndWait(KeyedMessage.toPartition(2, "ours again"), Duration.ofSeconds(10));
			assertThat(ack).isEqualTo(new WriteAck(16, 2, 15, WriteAck.State.WRITTEN));
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void aDirectWriterSharesItsPartitionWithTheOfficialWriter(boolean named) throws Exception {
		create(AutoPartitioning.DISABLED);
		long handshakes = this.broker.handshakesSeen();
		WriterSettings.Builder settings = WriterSettings.builder("orders").producerId("direct").directWrite(true);
		if (named) {
			settings.partitionId(3L);
		}
		try (TopicWriter<String> writer = this.ours.writer(settings.build(), Serializer.string())) {
			WriteAck first = writer.writeAndWait(OutgoingMessage.of("ours-0"), Duration.ofSeconds(10));
			assertThat(this.broker.handshakesSeen() - handshakes).as("one more to learn the partition")
				.isEqualTo(named ? 1 : 2);
			long partition = first.partitionId();
			assertThat(named ? partition : 3).isEqualTo(3);
			SyncWriter theirs = officialWriter(partition, null);
			theirs.initAndWait();
			for (int i = 1; i < COUNT; i++) {
				writer.send("ours-" + i);
				send(theirs, "theirs-" + i);
			}
			writer.flush(Duration.ofSeconds(10));
			theirs.flush();
			theirs.shutdown(10, TimeUnit.SECONDS);
			assertThat(this.broker.endOffset("orders", partition)).isEqualTo(2 * COUNT - 1);
			Map<String, Long> read = readOfficial(officialReader(List.of(partition)), 2 * COUNT - 1);
			assertThat(read.keySet().stream().filter((value) -> value.startsWith("ours-")))
				.containsExactlyElementsOf(IntStream.range(0, COUNT).mapToObj((i) -> "ours-" + i).toList());
			assertThat(read.keySet().stream().filter((value) -> value.startsWith("theirs-")))
				.containsExactlyElementsOf(IntStream.range(1, COUNT).mapToObj((i) -> "theirs-" + i).toList());
		}
	}

	@Test
	void bothDescribeATopicAlike() {
		Instant readFrom = Instant.parse("2026-01-02T03:04:05Z");
		this.ours.admin()
			.createTopic("ours",
					TopicConfig.builder()
						.partitions(3)
						.retention(Duration.ofHours(7))
						.retentionStorageMb(100)
						.supportedCodecs(1, 4)
						.partitionWriteSpeedBytesPerSecond(2 << 20)
						.partitionWriteBurstBytes(3 << 20)
						.attribute("_abc_slug", "shop")
						.consumer(ConsumerConfig.of("billing")
							.withImportant(true)
							.withReadFrom(readFrom)
							.withSupportedCodecs(List.of(1, 4)))
						.build())
			.join();
		assertThat(
				this.official
					.createTopic("theirs", CreateTopicSettings.newBuilder()
						.setPartitioningSettings(PartitioningSettings.newBuilder().setMinActivePartitions(3).build())
						.setRetentionPeriod(Duration.ofHours(7))
						.setRetentionStorageMb(100)
						.setSupportedCodecs(
								SupportedCodecs.newBuilder().setCodecs(List.of(Codec.RAW, Codec.ZSTD)).build())
						.setPartitionWriteSpeedBytesPerSecond(2 << 20)
						.setPartitionWriteBurstBytes(3 << 20)
						.addAttribute("_abc_slug", "shop")
						.addConsumer(Consumer.newBuilder()
							.setName("billing")
							.setImportant(true)
							.setReadFrom(readFrom)
							.setSupportedCodecs(
									SupportedCodecs.newBuilder().setCodecs(List.of(Codec.RAW, Codec.ZSTD)).build())
							.build())
						.build())
					.join()
					.isSuccess())
			.isTrue();
		// The official SDK always sends auto-partitioning, whose load limits have other
		// defaults when they are sent.
		TopicConfig theirs = this.ours.admin().describeTopic("theirs").join().config();
		TopicConfig ours = this.ours.admin().describeTopic("ours").join().config();
		assertThat(theirs.toBuilder().autoPartitioning(ours.autoPartitioning()).build()).isEqualTo(ours);
		TopicDescription described = this.official.describeTopic("ours").join().getValue();
		assertThat(described).usingRecursiveComparison()
			.ignoringFields("partitioningSettings")
			.isEqualTo(this.official.describeTopic("theirs").join().getValue());
		assertThat(described.getRetentionPeriod()).isEqualTo(Duration.ofHours(7));
		assertThat(described.getConsumers().get(0).getReadFrom()).isEqualTo(readFrom);
		assertThat(described.getPartitions()).extracting((partition) -> partition.getPartitionId())
			.containsExactlyElementsOf(LongStream.range(0, 3).boxed().toList());
	}

}
