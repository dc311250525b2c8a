package io.ydbtopic.spring.test.docs;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.client.Deserializer;
import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.ReaderSettings;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.client.Serializer;
import io.ydbtopic.client.TopicReader;
import io.ydbtopic.client.TopicWriter;
import io.ydbtopic.client.WriterSettings;
import io.ydbtopic.client.codec.Codecs;
import io.ydbtopic.spring.annotation.TopicListener;
import io.ydbtopic.spring.test.EmbeddedTopicBroker;
import org.junit.jupiter.api.Test;
import tech.ydb.core.grpc.GrpcTransport;
import tech.ydb.topic.TopicClient;
import tech.ydb.topic.description.Codec;
import tech.ydb.topic.read.Message;
import tech.ydb.topic.read.SyncReader;
import tech.ydb.topic.settings.TopicReadSettings;
import tech.ydb.topic.write.SyncWriter;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The code of docs/migrate-from-the-official-sdk.md: what was written before is read
 * after, and the other way round.
 */
@SpringBootTest(webEnvironment = WebEnvironment.NONE,
		properties = { "ydb.topic.writers.orders.producer-id=counter", "ydb.topic.writers.orders.codec=gzip",
				"ydb.topic.listener.ack-mode=record" })
@EmbeddedTopicBroker(topics = "orders:1", consumers = { "billing", "other", "bean" })
class OfficialSdkDocTest {

	@Autowired
	EmbeddedBroker broker;

	@Autowired
	io.ydbtopic.client.TopicClient ours;

	@Autowired
	TopicWriter<String> orders;

	@Autowired
	Billing billing;

	@Test
	void bothWriteAndReadTheSame() throws Exception {
		try (GrpcTransport transport = GrpcTransport.forConnectionString(this.broker.connectionString()).build();
				TopicClient official = TopicClient.newClient(transport).build()) {
			writeBefore(official, "o-1");
			writeAfter(this.ours, "o-2");
			writeWithABean("o-3");
			assertThat(List.of(readBefore(official), readBefore(official))).containsExactly("o-1", "o-2");
			assertThat(readAfter(this.ours)).isEqualTo("o-3");
			await().untilAsserted(() -> assertThat(this.billing.orders).containsExactly("o-1", "o-2", "o-3"));
		}
	}

	private void writeBefore(TopicClient client, String order) throws Exception {
		// tag::write-before[]
		SyncWriter writer = client.createSyncWriter(tech.ydb.topic.settings.WriterSettings.newBuilder()
			.setTopicPath("orders")
			.setProducerId("shop")
			.setMessageGroupId("shop")
			.setCodec(Codec.GZIP)
			.build());
		writer.initAndWait();
		writer.send(tech.ydb.topic.write.Message.of(order.getBytes(StandardCharsets.UTF_8)));
		writer.flush();
		writer.shutdown(10, TimeUnit.SECONDS);
		// end::write-before[]
	}

	private void writeAfter(io.ydbtopic.client.TopicClient client, String order) throws Exception {
		// tag::write-after[]
		try (TopicWriter<String> writer = client.writer(
				WriterSettings.builder("orders").producerId("shop").codec(Codecs.gzip()).build(),
				Serializer.string())) {
			writer.writeAndWait(OutgoingMessage.of(order), Duration.ofSeconds(10)); // returns
																					// when
																					// it
																					// is
																					// stored
		}
		// end::write-after[]
	}

	private void writeWithABean(String order) {
		// tag::write-bean[]
		this.orders.write(order).join(); // the bean of ydb.topic.writers.orders
		// end::write-bean[]
	}

	private String readBefore(TopicClient client) throws Exception {
		// tag::read-before[]
		SyncReader reader = client.createSyncReader(tech.ydb.topic.settings.ReaderSettings.newBuilder()
			.setConsumerName("other")
			.addTopic(TopicReadSettings.newBuilder().setPath("orders").build())
			.build());
		reader.initAndWait();
		Message message = reader.receive(10, TimeUnit.SECONDS);
		String order = new String(message.getData(), StandardCharsets.UTF_8);
		message.commit().join();
		reader.shutdown();
		// end::read-before[]
		return order;
	}

	private String readAfter(io.ydbtopic.client.TopicClient client) throws Exception {
		// tag::read-after[]
		try (TopicReader<String> reader = client.reader(ReaderSettings.of("other", "orders"), Deserializer.string())) {
			ReceivedMessage<String> message = reader.receive(Duration.ofSeconds(10));
			String order = message.value();
			message.commit().join();
			return order;
		}
		// end::read-after[]
	}

	static class Billing {

		final List<String> orders = new CopyOnWriteArrayList<>();

		// tag::read-bean[]
		@TopicListener(topics = "orders", consumer = "bean")
		void onOrder(String order) {
			this.orders.add(order); // committed when the method returns
		}
		// end::read-bean[]

	}

	@Configuration
	@EnableAutoConfiguration
	@Import(Billing.class)
	static class App {

	}

}
