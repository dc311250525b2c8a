package io.ydbtopic.spring.test;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The console without messages and operations, at another path, below a context path, of
 * topics that the application does not use.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "ydb.topic.console.enabled=true", "ydb.topic.console.payloads=false",
				"ydb.topic.console.operations=false", "ydb.topic.console.topics=ord?rs,pay*",
				"ydb.topic.console.path=/ops/topics", "server.servlet.context-path=/shop" })
@EmbeddedTopicBroker(topics = { "orders", "payments", "hidden" }, consumers = "billing")
class ConsoleThatOnlyShowsTest {

	@LocalServerPort
	int port;

	private final HttpClient http = HttpClient.newHttpClient();

	private HttpResponse<String> send(HttpRequest.Builder request, String path) throws Exception {
		return this.http.send(
				request.uri(URI.create("http://localhost:" + this.port + "/shop/ops/topics" + path)).build(),
				HttpResponse.BodyHandlers.ofString());
	}

	@Test
	void messagesAndOperationsAreRefused() throws Exception {
		HttpResponse<String> messages = send(HttpRequest.newBuilder(), "/api/messages?topic=orders&partition=0");
		assertThat(messages.statusCode()).isEqualTo(403);
		assertThat(messages.body()).contains("ydb.topic.console.payloads");
		HttpResponse<String> operation = send(
				HttpRequest.newBuilder()
					.header("X-Topics-Console", "1")
					.header("Content-Type", "application/json")
					.POST(HttpRequest.BodyPublishers.ofString("{\"operation\":\"restart\",\"topic\":\"orders\"}")),
				"/api/operations");
		assertThat(operation.statusCode()).isEqualTo(403);
		assertThat(operation.body()).contains("ydb.topic.console.operations");
		assertThat(send(HttpRequest.newBuilder(), "/api/settings").body()).contains("\"payloads\":false",
				"\"operations\":false");
	}

	@Test
	void topicsOfThePatternsAreShown() throws Exception {
		assertThat(send(HttpRequest.newBuilder(), "/api/topics").body()).contains("orders", "payments")
			.doesNotContain("hidden");
		assertThat(send(HttpRequest.newBuilder(), "/").body()).contains("<title>Topics</title>");
		assertThat(send(HttpRequest.newBuilder(), "").headers().firstValue("Location")).contains("topics/");
	}

	@Configuration
	@EnableAutoConfiguration
	static class App {

	}

}
