package io.ydbtopic.spring.test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;

import io.ydbtopic.broker.BrokerOptions;
import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.client.TopicWriter;
import io.ydbtopic.spring.annotation.TopicListener;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Health and metrics over HTTP while the broker goes away and comes back on its port.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "ydb.topic.writers.orders.topic=orders", "ydb.topic.health.reconnecting-after=2s",
				"management.endpoints.web.exposure.include=health,metrics",
				"management.endpoint.health.show-details=always" })
class HealthWhileTheBrokerIsAwayTest {

	private static final Duration RECONNECTING_AFTER = Duration.ofSeconds(2);

	/** 5 ms, doubled ten times: the bound of the jittered delay between attempts. */
	private static final Duration LONGEST_DELAY = Duration.ofMillis(5 << 10);

	private static final int PORT = freePort();

	private static EmbeddedBroker broker = start();

	@LocalServerPort
	int port;

	@Autowired
	TopicWriter<byte[]> orders;

	private static int freePort() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static EmbeddedBroker start() {
		return EmbeddedBroker.start(BrokerOptions.builder().port(PORT).topic("orders:1:billing").build());
	}

	@DynamicPropertySource
	static void connect(DynamicPropertyRegistry properties) {
		properties.add("ydb.topic.connection-string", () -> broker.connectionString());
	}

	@AfterAll
	static void stop() {
		broker.close();
	}

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

	private static Instant seen(Runnable condition, Duration patience) {
		await().atMost(patience).pollInterval(Duration.ofMillis(20)).untilAsserted(condition::run);
		return Instant.now();
	}

	@Test
	void healthTurnsInTimeNamesTheCauseAndComesBack() throws Exception {
		this.orders.write(new byte[] { 1 }).get();
		String listener = "/actuator/health/ydbTopic/listeners/billing";
		String writer = "/actuator/health/ydbTopic/writers/orders";
		seen(() -> assertThat(get(listener)).contains("\"status\":\"UP\"", "\"state\":\"connected\""),
				Duration.ofSeconds(10));
		broker.close();
		Instant gone = Instant.now();
		assertThat(get("/actuator/health")).contains("\"status\":\"UP\"");
		Instant out = seen(() -> assertThat(get("/actuator/health")).contains("\"status\":\"OUT_OF_SERVICE\""),
				Duration.ofSeconds(10));
		assertThat(Duration.between(gone, out)).isBetween(RECONNECTING_AFTER.minusMillis(500),
				RECONNECTING_AFTER.plusSeconds(1));
		for (String part : new String[] { listener, writer }) {
			seen(() -> assertThat(get(part)).contains("\"status\":\"OUT_OF_SERVICE\"")
				.contains("\"cause\":\"TRANSPORT_UNAVAILABLE")
				.contains("\"unhealthySince\":"), Duration.ofSeconds(1));
		}
		assertThat(get("/actuator/metrics/ydb.topic.reconnects")).contains("TRANSPORT_UNAVAILABLE");
		assertThat(get("/actuator/metrics/ydb.topic.listener.connected")).contains("\"value\":0.0");
		assertThat(get("/actuator/metrics/ydb.topic.writer.connected")).contains("\"value\":0.0");
		broker = start();
		Instant back = Instant.now();
		Instant connected = seen(() -> {
			assertThat(get(listener)).contains("\"state\":\"connected\"");
			assertThat(get(writer)).contains("\"state\":\"connected\"");
		}, Duration.ofSeconds(10));
		assertThat(Duration.between(back, connected)).as("the longest delay between two attempts")
			.isLessThan(LONGEST_DELAY.plusSeconds(1));
		Instant up = seen(() -> assertThat(get("/actuator/health")).startsWith("{")
			.contains("\"status\":\"UP\"")
			.doesNotContain("OUT_OF_SERVICE"), Duration.ofSeconds(10));
		assertThat(Duration.between(connected, up)).isLessThan(Duration.ofSeconds(2));
		this.orders.write(new byte[] { 2 }).get();
		assertThat(get("/actuator/metrics/ydb.topic.listener.connected")).contains("\"value\":1.0");
	}

	static class Billing {

		@TopicListener(id = "billing", topics = "orders", consumer = "billing")
		void onOrder(byte[] order) {
			// Nothing to do: what is looked at is whether it is connected.
		}

	}

	@Configuration
	@EnableAutoConfiguration
	@Import(Billing.class)
	static class App {

	}

}
