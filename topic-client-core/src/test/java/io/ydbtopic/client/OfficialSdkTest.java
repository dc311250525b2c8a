package io.ydbtopic.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.ydbtopic.broker.BrokerOptions;
import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.client.codec.Codecs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tech.ydb.core.Status;
import tech.ydb.core.grpc.GrpcTransport;
import tech.ydb.topic.description.Codec;
import tech.ydb.topic.description.Consumer;
import tech.ydb.topic.description.MetadataItem;
import tech.ydb.topic.read.Message;
import tech.ydb.topic.read.SyncReader;
import tech.ydb.topic.settings.CreateTopicSettings;
import tech.ydb.topic.settings.PartitioningSettings;
import tech.ydb.topic.settings.TopicReadSettings;
import tech.ydb.topic.write.SyncWriter;

import static org.assertj.core.api.Assertions.assertThat;

/** Strangers agree: the official SDK, unchanged, against our broker and our client. */
class OfficialSdkTest {

	private static final int COUNT = 5_000;

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
		Status created = this.official
			.createTopic("orders",
					CreateTopicSettings.newBuilder()
						.setPartitioningSettings(PartitioningSettings.newBuilder().setMinActivePartitions(2).build())
						.addConsumer(Consumer.newBuilder().setName("billing").build())
						.build())
			.join();
		assertThat(created.isSuccess()).as(created.toString()).isTrue();
	}

	@AfterEach
	void stop() {
		this.ours.close();
		this.official.close();
		this.transport.close();
		this.broker.close();
	}

	@Test
	void theOfficialSdkWritesReadsAndCommitsOnOurBroker() throws Exception {
		writeOfficial(Codec.RAW);
		SyncReader reader = officialReader();
		List<String> values = new ArrayList<>();
		List<CompletableFuture<Void>> commits = new ArrayList<>();
		while (values.size() < COUNT) {
			Message message = reader.receive(10, TimeUnit.SECONDS);
			assertThat(message).isNotNull();
			assertThat(message.getMetadataItems()).hasSize(1);
			assertThat(new String(message.getMetadataItems().get(0).getValue(), StandardCharsets.UTF_8))
				.isEqualTo("v" + values.size());
			values.add(new String(message.getData(), StandardCharsets.UTF_8));
			commits.add(message.commit());
		}
		assertThat(values).isEqualTo(expected());
		CompletableFuture.allOf(commits.toArray(new CompletableFuture<?>[0])).get(30, TimeUnit.SECONDS);
		assertThat(this.broker.committedOffset("orders", 0, "billing")
				+ this.broker.committedOffset("orders", 1, "billing"))
			.isEqualTo(COUNT);
		reader.shutdown();
	}

	@ParameterizedTest
	@EnumSource(value = Codec.class, names = { "GZIP", "ZSTD", "LZOP" })
	void whatTheOfficialSdkWroteReachesOurReader(Codec codec) throws Exception {
		writeOfficial(codec);
		try (TopicReader<String> reader = this.ours.reader(ReaderSettings.of("billing", "orders"),
				Deserializer.string())) {
			List<String> values = new ArrayList<>();
			while (values.size() < COUNT) {
				MessageBatch<String> batch = reader.receiveBatch(Duration.ofSeconds(10));
				assertThat(batch).isNotNull();
				for (ReceivedMessage<String> message : batch) {
					assertThat(message.metadata("key")).isEqualTo("v" + values.size());
					values.add(message.value());
				}
				batch.commit();
			}
			assertThat(values).isEqualTo(expected());
		}
	}

	static Stream<io.ydbtopic.client.codec.Codec> ourCodecs() {
		return Stream.of(Codecs.raw(), Codecs.gzip(), Codecs.zstd(), Codecs.lzop());
	}

	@ParameterizedTest
	@MethodSource("ourCodecs")
	void whatOurWriterWroteTheOfficialSdkReads(io.ydbtopic.client.codec.Codec codec) throws Exception {
		try (TopicWriter<String> writer = this.ours.writer(WriterSettings.builder("orders").codec(codec).build(),
				Serializer.string())) {
			for (int i = 0; i < COUNT; i++) {
				writer.write(OutgoingMessage.of("m" + i).withMetadata("key", "v" + i));
			}
		}
		SyncReader reader = officialReader();
		List<String> values = new ArrayList<>();
		while (values.size() < COUNT) {
			Message message = reader.receive(10, TimeUnit.SECONDS);
			assertThat(message).isNotNull();
			assertThat(message.getMetadataItems().get(0).getKey()).isEqualTo("key");
			values.add(new String(message.getData(), StandardCharsets.UTF_8));
		}
		assertThat(values).isEqualTo(expected());
		reader.shutdown();
	}

	private void writeOfficial(Codec codec) throws Exception {
		SyncWriter writer = this.official.createSyncWriter(tech.ydb.topic.settings.WriterSettings.newBuilder()
			.setTopicPath("orders")
			.setProducerId("stranger")
			.setMessageGroupId("stranger")
			.setCodec(codec)
			.build());
		writer.initAndWait();
		for (int i = 0; i < COUNT; i++) {
			writer.send(tech.ydb.topic.write.Message.newBuilder()
				.setData(("m" + i).getBytes(StandardCharsets.UTF_8))
				.setMetadataItems(List.of(new MetadataItem("key", ("v" + i).getBytes(StandardCharsets.UTF_8))))
				.build());
		}
		writer.flush();
		writer.shutdown(10, TimeUnit.SECONDS);
	}

	private SyncReader officialReader() {
		SyncReader reader = this.official.createSyncReader(tech.ydb.topic.settings.ReaderSettings.newBuilder()
			.setConsumerName("billing")
			.addTopic(TopicReadSettings.newBuilder().setPath("orders").build())
			.build());
		reader.initAndWait();
		return reader;
	}

	private static List<String> expected() {
		return IntStream.range(0, COUNT).mapToObj((i) -> "m" + i).toList();
	}

}
