package io.ydbtopic.sample;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.http.MediaType;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "shop.payments.retry-delay=20ms")
class SampleApplicationTest {

	private RestClient http;

	@BeforeEach
	void connect(@Value("${local.server.port}") int port) {
		this.http = RestClient.create("http://localhost:" + port);
	}

	@Test
	void eachListenerDoesItsPart() {
		Map<?, ?> receipt = post("{\"id\": \"1\", \"customer\": \"ann\", \"amount\": 12.50}");
		assertThat(receipt.get("order")).isEqualTo("1");
		post("{\"id\": \"2\", \"customer\": \"bob\", \"amount\": -1}");
		post("{\"id\": \"3\", \"customer\": \"ann\", \"amount\": 7.50}");
		post("{\"id\": \"4\", \"customer\": \"eve\", \"amount\": 2000}");
		await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
			assertThat(get("/orders/summary")).isEqualTo("{\"billed\":3,\"total\":2020.00,\"rejected\":1}");
			assertThat(get("/orders/3")).isEqualTo("{\"id\":\"3\",\"customer\":\"ann\",\"amount\":7.50}");
			assertThat(get("/customers/ann")).startsWith("{\"lastOrder\":\"3\"")
				.contains("\"paid\":[\"1\",\"3\"]", "\"owed\":[]");
			assertThat(get("/customers/eve")).isEqualTo("{\"lastOrder\":\"4\",\"paid\":[],\"owed\":[\"4\"]}");
		});
		assertThat(get("/actuator/health")).contains("ydbTopic").contains("\"status\":\"UP\"");
		assertThat(get("/actuator/topics")).contains("billing").contains("audit");
		assertThat(get("/topics-console/")).contains("Topics console");
		assertThat(get("/topics-console/api/topics")).contains("orders").contains("orders-rejected");
	}

	@Test
	void anOrderWithoutACustomerIsRefusedAtTheDoor() {
		assertThatExceptionOfType(HttpClientErrorException.BadRequest.class)
			.isThrownBy(() -> post("{\"id\": \"13\", \"amount\": 1}"));
	}

	private Map<?, ?> post(String order) {
		return this.http.post()
			.uri("/orders")
			.contentType(MediaType.APPLICATION_JSON)
			.body(order)
			.retrieve()
			.body(Map.class);
	}

	private String get(String path) {
		return this.http.get().uri(path).retrieve().body(String.class);
	}

}
