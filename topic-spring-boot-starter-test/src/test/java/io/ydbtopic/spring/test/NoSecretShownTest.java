package io.ydbtopic.spring.test;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.ydbtopic.broker.BrokerOptions;
import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.client.auth.TokenProvider;
import io.ydbtopic.spring.annotation.TopicListener;
import io.ydbtopic.spring.core.TopicTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Runs an application with everything on, at the finest log level, with secrets planted
 * wherever there is a place for one, and looks for them in all that was printed and
 * served.
 */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class NoSecretShownTest {

	private static final Pattern LINK = Pattern.compile("\"href\":\"([^\"{]+)\"");

	private static final Pattern METER = Pattern.compile("\"(ydb[^\"]+)\"");

	/** What each was for, by its text. */
	private final Map<String, String> secrets = new LinkedHashMap<>();

	private final HttpClient http = HttpClient.newHttpClient();

	private String planted(String purpose) {
		String secret = "planted-" + (this.secrets.size() + 1) + "-" + purpose.replace(' ', '-');
		this.secrets.put(secret, purpose);
		return secret;
	}

	@AfterEach
	void quietAgain() {
		LoggingSystem logging = LoggingSystem.get(getClass().getClassLoader());
		logging.setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.WARN);
	}

	@Test
	void whateverIsPrintedOrServed(@TempDir Path directory, CapturedOutput printed) throws Exception {
		String password = planted("password");
		String fixed = planted("fixed token");
		String filed = planted("token in a file");
		String own = planted("token of a provider");
		Path file = Files.writeString(directory.resolve("token"), filed);
		Map<String, String> served = new ConcurrentHashMap<>();
		try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.builder()
			.topic("orders:1:billing")
			.requireToken(true)
			.user("ann", password)
			.token(fixed)
			.token(filed)
			.token(own)
			.build());
				EmbeddedBroker strict = EmbeddedBroker.start(BrokerOptions.builder().requireToken(true).build())) {
			String url = broker.connectionString();
			Map<String, Object> properties = new LinkedHashMap<>();
			properties.put("server.port", "0");
			properties.put("logging.level.root", "TRACE");
			properties.put("debug", "true");
			properties.put("management.endpoints.web.exposure.include", "*");
			properties.put("management.endpoint.health.show-details", "always");
			properties.put("management.info.env.enabled", "true");
			properties.put("ydb.topic.console.enabled", "true");
			properties.put("ydb.topic.console.lag-interval", "100ms");
			properties.put("ydb.topic.connection-string", url);
			properties.put("ydb.topic.user", "ann");
			properties.put("ydb.topic.password", password);
			properties.put("ydb.topic.token-refresh", "100ms");
			properties.put("ydb.topic.writers.orders.topic", "orders");
			properties.put("ydb.topic.clients.second.connection-string", url);
			properties.put("ydb.topic.clients.second.token", fixed);
			properties.put("ydb.topic.clients.third.connection-string", url);
			properties.put("ydb.topic.clients.third.token-file", file.toString());
			properties.put("ydb.topic.clients.refused.connection-string", strict.connectionString());
			properties.put("ydb.topic.clients.refused.token", planted("token that is refused"));
			properties.put("ydb.topic.clients.stranger.connection-string", strict.connectionString());
			properties.put("ydb.topic.clients.stranger.user", "bob");
			properties.put("ydb.topic.clients.stranger.password", planted("password that is refused"));
			properties.put("own.token", own);
			try (ConfigurableApplicationContext context = new SpringApplicationBuilder(App.class)
				.web(WebApplicationType.SERVLET)
				.properties(properties)
				.run()) {
				context.getBean(TopicTemplate.class).send("orders", "by a login").get();
				send(context, "second").get();
				send(context, "third").get();
				await().untilAsserted(() -> assertThat(context.getBean(Billing.class).seen).hasSize(3));
				assertThat(send(context, "refused")).failsWithin(Duration.ofSeconds(20));
				assertThat(send(context, "stranger")).failsWithin(Duration.ofSeconds(20));
				String base = "http://localhost:" + context.getEnvironment().getProperty("local.server.port");
				readAll(base, served);
				for (String name : context.getBeanDefinitionNames()) {
					if (context.getBeanFactory().isSingleton(name)) {
						served.put("toString of bean " + name, String.valueOf(context.getBean(name)));
					}
				}
				served.put("streams", context.getBean(TopicClient.class).streams().toString());
			}
			served.put("journal", broker.journal().events().toString());
		}
		assertThat(printed.getAll()).as("printed at TRACE").contains("TRACE", "io.ydbtopic.client", "io.grpc");
		assertThat(served.keySet()).anyMatch((place) -> place.endsWith("/actuator/env"))
			.anyMatch((place) -> place.endsWith("/actuator/configprops"))
			.anyMatch((place) -> place.endsWith("/actuator/topics"))
			.anyMatch((place) -> place.contains("/actuator/metrics/ydb"))
			.anyMatch((place) -> place.endsWith("/topics-console/api/streams"));
		served.put("the log", printed.getAll());
		this.secrets.forEach((secret,
				purpose) -> served.forEach((place, text) -> assertThat(text.contains(secret))
					.as("%s is in %s: %s", purpose, place, around(text, secret))
					.isFalse()));
	}

	private static CompletableFuture<WriteAck> send(ConfigurableApplicationContext context, String client) {
		return context.getBean(client + "TopicTemplate", TopicTemplate.class).send("orders", "by " + client);
	}

	private static String around(String text, String secret) {
		int found = text.indexOf(secret);
		return (found < 0) ? "" : text.substring(Math.max(0, found - 200), Math.min(text.length(), found + 100));
	}

	private void readAll(String base, Map<String, String> served) throws IOException, InterruptedException {
		Queue<String> left = new ArrayDeque<>(List.of(base + "/actuator", base + "/actuator/metrics",
				base + "/topics-console/", base + "/topics-console/api/topics", base + "/topics-console/api/streams",
				base + "/topics-console/api/listeners"));
		Set<String> skipped = Set.of("heapdump", "threaddump", "logfile");
		while (!left.isEmpty()) {
			String url = left.remove();
			if (served.containsKey(url) || skipped.stream().anyMatch(url::contains)) {
				continue;
			}
			String body = this.http
				.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
				.body();
			served.put(url, body);
			Matcher links = LINK.matcher(body);
			while (links.find()) {
				left.add(links.group(1));
			}
			if (url.endsWith("/actuator/metrics")) {
				Matcher meters = METER.matcher(body);
				while (meters.find()) {
					left.add(url + "/" + meters.group(1));
				}
			}
		}
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

		/** Not of the type that the client looks for: the properties must stay in use. */
		@Bean
		OwnTokens ownTokens(org.springframework.core.env.Environment environment) {
			return new OwnTokens(TokenProvider.fixed(environment.getRequiredProperty("own.token")));
		}

	}

	record OwnTokens(TokenProvider provider) {
	}

}
