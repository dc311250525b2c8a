package io.ydbtopic.spring.test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.spring.annotation.TopicListener;
import org.junit.jupiter.api.Test;
import tech.ydb.core.grpc.GrpcTransport;
import tech.ydb.topic.TopicClient;
import tech.ydb.topic.description.Codec;
import tech.ydb.topic.description.MetadataItem;
import tech.ydb.topic.settings.WriterSettings;
import tech.ydb.topic.write.Message;
import tech.ydb.topic.write.SyncWriter;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the official SDK wrote, unchanged, reaches an annotated method with its metadata.
 */
@SpringBootTest
@EmbeddedTopicBroker(topics = "orders:1", consumers = "billing")
class OfficialSdkToListenerTest {

	private static final int COUNT = 1000;

	@Autowired
	EmbeddedBroker broker;

	@Autowired
	Billing billing;

	@Test
	void anAnnotatedMethodReceivesWhatTheOfficialSdkWrote() throws Exception {
		try (GrpcTransport transport = GrpcTransport.forConnectionString(this.broker.connectionString()).build();
				TopicClient official = TopicClient.newClient(transport).build()) {
			SyncWriter writer = official.createSyncWriter(WriterSettings.newBuilder()
				.setTopicPath("orders")
				.setProducerId("stranger")
				.setMessageGroupId("stranger")
				.setCodec(Codec.GZIP)
				.build());
			writer.initAndWait();
			for (int i = 0; i < COUNT; i++) {
				writer.send(Message.newBuilder()
					.setData(("{\"id\": \"" + i + "\"}").getBytes(StandardCharsets.UTF_8))
					.setMetadataItems(List.of(new MetadataItem("trace", ("t" + i).getBytes(StandardCharsets.UTF_8))))
					.build());
			}
			writer.flush();
			writer.shutdown(10, TimeUnit.SECONDS);
		}
		await().until(() -> this.billing.seen.size() >= COUNT);
		assertThat(this.billing.seen).isEqualTo(IntStream.range(0, COUNT).mapToObj((i) -> i + " t" + i).toList());
		await().until(() -> this.broker.committedOffset("orders", 0, "billing") == COUNT);
	}

	record Order(String id) {
	}

	static class Billing {

		final List<String> seen = new CopyOnWriteArrayList<>();

		@TopicListener(topics = "orders", consumer = "billing")
		void onOrder(@Payload Order order, @Header("trace") String trace) {
			this.seen.add(order.id() + " " + trace);
		}

	}

	@Configuration
	@EnableAutoConfiguration
	@Import(Billing.class)
	static class TestApplication {

	}

}
