package io.ydbtopic.spring.test;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.ydbtopic.client.TopicAdmin;
import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.admin.ConsumerPartition;
import io.ydbtopic.spring.annotation.TopicListener;
import io.ydbtopic.spring.core.TopicTemplate;
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

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The console over HTTP: what it answers, and what it refuses.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "ydb.topic.console.enabled=true", "ydb.topic.console.lag-interval=100ms" })
@EmbeddedTopicBroker(topics = { "orders:2", "hidden" }, consumers = "billing")
class ConsoleTest {

	@LocalServerPort
	int port;

	@Autowired
	TopicTemplate template;

	@Autowired
	TopicClient client;

	@Autowired
	Billing billing;

	private final HttpClient http = HttpClient.newHttpClient();

	private HttpResponse<String> send(String method, String path, String body, String... headers)
			throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest
			.newBuilder(URI.create("http://localhost:" + this.port + "/topics-console" + path))
			.method(method, HttpRequest.BodyPublishers.ofString(body));
		if (headers.length > 0) {
			request.headers(headers);
		}
		return this.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	private HttpResponse<String> get(String path) throws IOException, InterruptedException {
		return send("GET", path, "");
	}

	private HttpResponse<String> operate(String body) throws IOException, InterruptedException {
		return send("POST", "/api/operations", body.replace('\'', '"'), "Content-Type", "application/json",
				"X-Topics-Console", "1");
	}

	@Test
	void thePageLoadsNothingFromElsewhereAndRunsNoScriptButItsOwn() throws Exception {
		assertThat(get("").headers().firstValue("Location")).contains("topics-console/");
		HttpResponse<String> page = get("/");
		assertThat(page.statusCode()).isEqualTo(200);
		assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow()).startsWith("default-src 'none'")
			.contains("script-src 'self'")
			.doesNotContain("unsafe");
		assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
		assertThat(page.headers().firstValue("X-Frame-Options")).contains("DENY");
		assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
		assertThat(page.body()).doesNotContain("http:", "https:", "style=", "onclick");
		for (String file : List.of("/console.js", "/console.css")) {
			HttpResponse<String> asset = get(file);
			assertThat(asset.statusCode()).isEqualTo(200);
			assertThat(asset.body()).doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write",
					"eval(", "@import", "https:");
		}
	}

	@Test
	void topicsConsumersListenersAndStreamsAreTold() throws Exception {
		this.template.send("orders", "\"first\"").get();
		assertThat(get("/api/topics").body()).contains("\"path\":\"orders\"", "\"name\":\"billing\"")
			.doesNotContain("hidden");
		await().untilAsserted(() -> assertThat(get("/api/topic?topic=orders").body()).contains("\"samples\":[[")
			.contains("\"reader\":\"billing\""));
		assertThat(get("/api/listeners").body()).contains("\"id\":\"billing\"", "\"state\":\"RUNNING\"");
		assertThat(get("/api/streams").body()).contains("\"state\":\"CONNECTED\"", "\"kind\":\"writer\"");
	}

	@Test
	void messagesAreReadWithoutMovingAnybodysOffsets() throws Exception {
		long offset = this.template.send("orders", "<script>&\"'").get().offset();
		TopicAdmin admin = this.client.admin();
		await().untilAsserted(() -> assertThat(admin.describeConsumer("orders", "billing").get().lag()).isZero());
		String answer = "";
		for (int partition = 0; partition < 2; partition++) {
			answer += get("/api/messages?topic=orders&partition=" + partition + "&count=100").body();
		}
		assertThat(answer).contains("<script>&").contains("\"offset\":" + offset).contains("\"form\":\"text\"");
		assertThat(admin.describeConsumer("orders", "billing").get().lag()).isZero();
	}

	@Test
	void aListenerIsPausedAndResumed() throws Exception {
		assertThat(operate("{'operation':'pause','listener':'billing'}").statusCode()).isEqualTo(200);
		await().untilAsserted(() -> assertThat(get("/api/listeners").body()).contains("PAUSED"));
		assertThat(operate("{'operation':'resume','listener':'billing'}").statusCode()).isEqualTo(200);
		await().untilAsserted(() -> assertThat(get("/api/listeners").body()).contains("RUNNING"));
	}

	@Test
	void aConsumerRestartsFromAnOffset() throws Exception {
		this.template.send("orders", "\"again\"").get();
		await().until(() -> this.billing.seen.contains("\"again\""));
		TopicAdmin admin = this.client.admin();
		await().untilAsserted(() -> assertThat(admin.describeConsumer("orders", "billing").get().lag()).isZero());
		this.billing.seen.clear();
		for (ConsumerPartition partition : admin.describeConsumer("orders", "billing").get().partitions()) {
			assertThat(operate("{'operation':'restart','topic':'orders','consumer':'billing','partition':"
					+ partition.partitionId() + ",'offset':0}")
				.body()).isEqualTo("{\"done\":\"restart\"}");
		}
		await().until(() -> this.billing.seen.contains("\"again\""));
	}

	@Test
	void aListenerReplaysFromAnOffsetAndWhatIsCommittedStays() throws Exception {
		this.template.send("orders", "\"replayed\"").get();
		await().until(() -> this.billing.seen.contains("\"replayed\""));
		TopicAdmin admin = this.client.admin();
		await().untilAsserted(() -> assertThat(admin.describeConsumer("orders", "billing").get().lag()).isZero());
		this.billing.seen.clear();
		for (int partition = 0; partition < 2; partition++) {
			assertThat(operate("{'operation':'replay','listener':'billing','topic':'orders','partition':" + partition
					+ ",'offset':0}")
				.statusCode()).isEqualTo(200);
		}
		await().until(() -> this.billing.seen.contains("\"replayed\""));
		assertThat(admin.describeConsumer("orders", "billing").get().lag()).isZero();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "{'operation':'explode','listener':'billing'} | 400 | expected: start, stop",
			"{'operation':'pause','listener':'nobody'} | 404 | nobody",
			"{'operation':'pause'} | 400 | listener is missing",
			"{'operation':'restart','topic':'hidden','consumer':'billing','partition':0,'offset':0} | 404 | hidden",
			"{'operation':'restart','topic':'orders','consumer':'billing','partition':0,'offset':99999} | 400 | expected: between",
			"{'operation':'replay','listener':'billing','topic':'orders','partition':7,'offset':0} | 409 | has no orders partition 7",
			"{'operation':'release','listener':'billing','topic':'orders','partition':0} | 409 | does not hold",
			"{'operation':'restart','topic':'orders','consumer':'billing','partition':-1,'offset':0} | 400 | partition",
			"[] | 400 | not a JSON object", "{ | 400 | as JSON" }, quoteCharacter = '`')
	void whatCanNotBeDoneIsSaid(String body, int status, String message) throws Exception {
		HttpResponse<String> response = operate(body);
		assertThat(response.body()).contains(message);
		assertThat(response.statusCode()).isEqualTo(status);
	}

	@ParameterizedTest
	@CsvSource({ "/api/topic,400", "/api/topic?topic=hidden,404", "/api/nothing,404", "/nothing.js,404",
			"/api/operations,405", "/api/messages?topic=hidden&partition=0,404",
			"/api/messages?topic=orders&partition=0&count=101,400", "/api/messages?topic=orders&partition=x,400" })
	void aBadAddressIsAnError(String path, int status) throws Exception {
		assertThat(get(path).statusCode()).isEqualTo(status);
	}

	@Test
	void nothingChangesForAnotherSite() throws Exception {
		String body = "{\"operation\":\"pause\",\"listener\":\"billing\"}";
		assertThat(send("POST", "/api/operations", body, "Content-Type", "application/json").statusCode())
			.isEqualTo(403);
		assertThat(send("POST", "/api/operations", body, "Content-Type", "application/json", "X-Topics-Console", "1",
				"Sec-Fetch-Site", "cross-site")
			.statusCode()).isEqualTo(403);
		assertThat(send("POST", "/api/operations", body, "Content-Type", "application/json", "X-Topics-Console", "1",
				"Origin", "https://evil.example")
			.statusCode()).isEqualTo(403);
		assertThat(send("POST", "/api/operations", body, "Content-Type", "text/plain", "X-Topics-Console", "1")
			.statusCode()).isEqualTo(415);
		assertThat(operate("{'operation':'" + "x".repeat(20_000) + "'}").statusCode()).isEqualTo(413);
		assertThat(get("/api/listeners").body()).contains("\"pauseRequested\":false");
	}

	static class Billing {

		final List<String> seen = new CopyOnWriteArrayList<>();

		@TopicListener(id = "billing", topics = "orders", consumer = "billing")
		void onOrder(String order) {
			this.seen.add(order);
		}

	}

	@Configuration
	@EnableAutoConfiguration
	@Import(Billing.class)
	static class App {

	}

}
