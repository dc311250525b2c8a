package io.ydbtopic.spring.test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.micrometer.core.instrument.MeterRegistry;
import io.ydbtopic.broker.fault.TopicFaults;
import io.ydbtopic.client.TopicWriter;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.spring.annotation.TopicListener;
import io.ydbtopic.spring.core.TopicTemplate;
import io.ydbtopic.spring.event.TopicEvent;
import io.ydbtopic.spring.event.TopicListenerStartedEvent;
import io.ydbtopic.spring.event.TopicStreamReconnectingEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Health, the endpoint and the meters of a running application, over HTTP; and what a
 * lost connection shows in them.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "ydb.topic.writers.orders.topic=orders",
				"management.endpoints.web.exposure.include=health,topics,metrics",
				"management.endpoint.health.show-details=always", "management.endpoint.topics.access=unrestricted" })
@EmbeddedTopicBroker(topics = "orders:2", consumers = "billing")
class OperationsTest {

	@LocalServerPort
	int port;

	@Autowired
	TopicWriter<Order> orders;

	@Autowired
	TopicTemplate template;

	@Autowired
	TopicFaults faults;

	@Autowired
	Billing billing;

	@Autowired
	MeterRegistry meters;

	private String get(String path) {
		return RestTestClient.bindToServer()
			.baseUrl("http://localhost:" + this.port)
			.build()
			.get()
			.uri(path)
			.exchange()
			.returnResult(String.class)
			.getResponseBody();
	}

	private String post(String path, String body) {
		return RestTestClient.bindToServer()
			.baseUrl("http://localhost:" + this.port)
			.build()
			.post()
			.uri(path)
			.contentType(MediaType.APPLICATION_JSON)
			.body(body)
			.exchange()
			.returnResult(String.class)
			.getResponseBody();
	}

	@Test
	void aLostConnectionLosesNothingAndShowsEverywhere() throws Exception {
		await().untilAsserted(
				() -> assertThat(this.billing.events).hasAtLeastOneElementOfType(TopicListenerStartedEvent.class));
		List<CompletableFuture<WriteAck>> acks = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			acks.add(this.orders.write(new Order("o-" + i, i)));
			if (i == 20) {
				this.faults.cutStreams();
			}
		}
		for (CompletableFuture<WriteAck> ack : acks) {
			ack.get();
		}
		await().untilAsserted(() -> assertThat(this.billing.ids).hasSizeGreaterThanOrEqualTo(50)
			.contains("o-0", "o-20", "o-21", "o-49"));
		assertThat(this.billing.events).hasAtLeastOneElementOfType(TopicStreamReconnectingEvent.class);
		assertThat(this.meters.get("ydb.topic.reconnects").counters()).isNotEmpty();
		assertThat(this.meters.get("ydb.topic.writer.messages.acknowledged").functionCounter().count()).isEqualTo(50);
		assertThat(this.meters.get("ydb.topic.writer.ack.age").gauge().value()).isBetween(0.0, 60.0);
		assertThat(this.meters.get("ydb.topic.listener.commits").functionCounter().count()).isPositive();
		assertThat(this.meters.get("ydb.topic.listener.commit.age").gauge().value()).isBetween(0.0, 60.0);
		assertThat(this.meters.get("ydb.topic.lag.messages").tag("kind", "listener").gauge().value())
			.as("not asked for")
			.isNaN();
		assertThat(this.meters.get("ydb.topic.listener").tag("listener", "billing").timer().count())
			.isGreaterThanOrEqualTo(50);
		await().untilAsserted(() -> assertThat(get("/actuator/health")).contains("\"ydbTopic\"")
			.contains("\"billing\"")
			.contains("\"state\":\"connected\"")
			.contains("\"cause\":\"TRANSPORT_UNAVAILABLE"));
		assertThat(get("/actuator/health/ydbTopic/listeners/billing")).contains("\"status\":\"UP\"");
	}

	@Test
	void aListenerIsPausedAndResumedByTheEndpoint() throws Exception {
		assertThat(get("/actuator/topics")).contains("\"id\":\"billing\"")
			.contains("Billing.onOrder(Order)")
			.contains("\"errorHandling\":\"10 attempts")
			.contains("\"consumer\":\"billing\"");
		await().untilAsserted(() -> assertThat(get("/actuator/topics/billing")).contains("\"state\":\"RUNNING\""));
		assertThat(post("/actuator/topics/billing", "{\"action\":\"pause\"}")).contains("\"state\":\"PAUSED\"");
		this.template.send("orders", new Order("while-paused", 1)).get();
		assertThat(post("/actuator/topics/billing", "{\"action\":\"stop\"}")).contains("\"id\":\"billing\"");
		await().untilAsserted(() -> assertThat(get("/actuator/topics/billing")).contains("\"state\":\"STOPPED\""));
		assertThat(this.billing.ids).doesNotContain("while-paused");
		post("/actuator/topics/billing", "{\"action\":\"start\"}");
		await().untilAsserted(() -> assertThat(get("/actuator/topics/billing")).contains("\"state\":\"PAUSED\""));
		assertThat(post("/actuator/topics/billing", "{\"action\":\"resume\"}")).contains("\"state\":\"RUNNING\"");
		await().untilAsserted(() -> assertThat(this.billing.ids).contains("while-paused"));
		assertThat(post("/actuator/topics/billing", "{\"action\":\"explode\"}")).contains("error");
		assertThat(post("/actuator/topics/nobody", "{\"action\":\"pause\"}")).contains("no listener 'nobody'");
	}

	@Test
	void aPartitionIsReplayedAndPausedByTheEndpoint() throws Exception {
		this.template.send("orders", new Order("to-replay", 1)).get();
		await().untilAsserted(() -> assertThat(this.billing.ids).contains("to-replay"));
		assertThat(get("/actuator/topics/billing")).contains("\"partitionId\":0")
			.contains("\"partitionId\":1")
			.contains("\"committedOffset\":")
			.contains("{\"key\":\"consumer\",\"value\":\"billing\",\"origin\":\"declared\"");
		long before = this.billing.ids.stream().filter("to-replay"::equals).count();
		for (int partition = 0; partition < 2; partition++) {
			assertThat(post("/actuator/topics/billing",
					"{\"action\":\"replay\",\"partition\":" + partition + ",\"offset\":0}"))
				.contains("\"id\":\"billing\"");
		}
		await().untilAsserted(
				() -> assertThat(this.billing.ids.stream().filter("to-replay"::equals).count()).isEqualTo(before + 1));
		assertThat(post("/actuator/topics/billing", "{\"action\":\"pause\",\"topic\":\"orders\",\"partition\":0}"))
			.contains("\"state\":\"RUNNING\"");
		post("/actuator/topics/billing", "{\"action\":\"resume\",\"topic\":\"orders\",\"partition\":0}");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{"action":"explode"} | action is 'explode' (expected: start, stop, pause, resume, release, skip or replay)
			{"action":"replay","offset":0} | replay needs a partition
			{"action":"replay","partition":0} | replay needs an offset
			{"action":"replay","partition":0,"offset":-1} | offset: -1 (expected: zero or more)
			{"action":"replay","topic":"none","partition":0,"offset":0} | has no none partition 0 now
			{"action":"skip","partition":0,"offset":0} | does not hold
			{"action":"release","partition":0} | does not hold
			{"action":"stop","partition":0} | stop is of the whole listener
			""")
	void aWrongOperationIsRefusedWithWhatIsExpected(String body, String text) {
		await().untilAsserted(() -> assertThat(get("/actuator/topics/billing")).contains("\"partitionId\":1"));
		assertThat(post("/actuator/topics/billing", body)).contains("{\"error\":\"").contains(text);
	}

	static class Billing {

		final List<String> ids = new CopyOnWriteArrayList<>();

		final List<TopicEvent> events = new CopyOnWriteArrayList<>();

		@TopicListener(id = "billing", topics = "orders", consumer = "billing")
		void onOrder(Order order) {
			this.ids.add(order.id());
		}

		@EventListener
		void onEvent(TopicEvent event) {
			this.events.add(event);
		}

	}

	@Configuration
	@EnableAutoConfiguration
	@Import(Billing.class)
	static class App {

	}

}
