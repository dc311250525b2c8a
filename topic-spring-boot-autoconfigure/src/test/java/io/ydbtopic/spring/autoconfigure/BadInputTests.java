package io.ydbtopic.spring.autoconfigure;

import java.util.Map;

import io.ydbtopic.client.TopicAdmin;
import io.ydbtopic.client.TopicClient;
import io.ydbtopic.spring.annotation.TopicListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import org.springframework.messaging.handler.annotation.SendTo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Each mistake in a configuration or a declaration, and what it says.
 */
class BadInputTests {

	private final TopicClient client = mock();

	private final Analysis analysis = new Analysis();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(JacksonAutoConfiguration.class, EmbeddedTopicBrokerAutoConfiguration.class,
						TopicAutoConfiguration.class, TopicHealthContributorAutoConfiguration.class))
		.withInitializer(this.analysis)
		.withBean("client", TopicClient.class, () -> this.client);

	BadInputTests() {
		given(this.client.admin()).willReturn(mock(TopicAdmin.class));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			ydb.topic.connection-string                    | ftp://nowhere
			ydb.topic.connect-timeout                      | -1s
			ydb.topic.connect-timeout                      | 9999d
			ydb.topic.request-timeout                      | 0s
			ydb.topic.close-timeout                        | -3s
			ydb.topic.keep-alive                           | -1s
			ydb.topic.token-refresh                        | -1s
			ydb.topic.discovery.interval                   | 0s
			ydb.topic.ssl.bundle                           | missing
			ydb.topic.ssl.trusted-certificate              | classpath:no-such-file.pem
			ydb.topic.ssl.trusted-certificate              | classpath:logback-test.xml
			ydb.topic.writer.topic                         | orders
			ydb.topic.writer.producer-id                   | shop
			ydb.topic.reader.topics                        | orders
			ydb.topic.reader.stop-timeout                  | -1s
			ydb.topic.writers.orders.topic                 | ''
			ydb.topic.writers.orders.linger                | -5ms
			ydb.topic.writers.orders.linger                | 5d
			ydb.topic.writers.orders.adaptive-linger       | -5ms
			ydb.topic.readers.audit.commit-hold-timeout    | -1s
			ydb.topic.readers.audit.pattern-interval       | 0s
			ydb.topic.readers.audit.buffer.max-partition-bytes | -1B
			ydb.topic.writers.orders.partition             | -1
			ydb.topic.writers.orders.buffer.max-bytes      | -1MB
			ydb.topic.writers.orders.buffer.max-bytes      | 999999GB
			ydb.topic.writers.orders.buffer.max-wait       | -1s
			ydb.topic.writers.orders.batch.max-bytes       | 0B
			ydb.topic.writers.orders.batch.max-bytes       | 3GB
			ydb.topic.writers.orders.batch.max-messages    | 0
			ydb.topic.writers.orders.max-message-size      | 100MB
			ydb.topic.writers.orders.close-timeout         | -1s
			ydb.topic.writers.orders.handshake-timeout     | 0s
			ydb.topic.writers.orders.ack-timeout           | -1s
			ydb.topic.writers.orders.retry.max-attempts    | -1
			ydb.topic.writers.orders.retry.give-up-after   | -1s
			ydb.topic.writers.orders.retry.healthy-after   | 0s
			ydb.topic.readers.audit.buffer.max-bytes       | 1B
			ydb.topic.readers.audit.batch.max-messages     | 0
			ydb.topic.readers.audit.buffer.slow-partition-after | -1s
			ydb.topic.readers.audit.batch.max-bytes        | 0B
			ydb.topic.readers.audit.batch.min-messages     | 0
			ydb.topic.readers.audit.close-timeout          | -1s
			ydb.topic.readers.audit.handshake-timeout      | 0s
			ydb.topic.readers.audit.lag-interval           | -1s
			ydb.topic.readers.audit.max-message-size       | 0B
			ydb.topic.readers.audit.retry.give-up-after    | -1s
			ydb.topic.readers.audit.retry.healthy-after    | 0s
			ydb.topic.readers.audit.retry.max-attempts     | -1
			ydb.topic.readers.audit.start-timeout          | -1s
			ydb.topic.readers.audit.commit-timeout         | -1s
			ydb.topic.readers.audit.stop-timeout           | -1s
			ydb.topic.readers.audit.batch.max-wait         | -1s
			ydb.topic.readers.audit.max-lag                | -1s
			ydb.topic.readers.audit.partitions             | -1
			ydb.topic.rate-limit                           | fast
			ydb.topic.type-mappings.order                  | com.acme.Missing
			ydb.topic.template.topic-mappings.orders       | com.acme.Missing
			ydb.topic.template.max-writers                 | 0
			ydb.topic.writers.orders.cloud-events.source   | not a uri
			ydb.topic.listener.rate-limit                  | 50/week
			ydb.topic.listener.rate-limit                  | 0/s
			ydb.topic.listener.concurrency                 | 0
			ydb.topic.listener.concurrency                 | 100000
			ydb.topic.listener.max-uncommitted             | 0
			ydb.topic.listener.shutdown-timeout            | -1s
			ydb.topic.listener.shutdown-timeout            | 48h
			ydb.topic.listener.startup-timeout             | -1s
			ydb.topic.listener.retry.max-attempts          | 0
			ydb.topic.listener.retry.initial-delay         | -1s
			ydb.topic.listener.retry.multiplier            | 0.5
			ydb.topic.listener.retry.jitter                | 2
			ydb.topic.listener.retry.max-delay             | 400d
			ydb.topic.health.reconnecting-after            | -1s
			""")
	void aValueThatCannotBeUsedFailsAndItsPropertyIsNamed(String key, String value) {
		this.runner.withBean(Fine.class)
			.withPropertyValues("ydb.topic.readers.audit.topics=orders", "ydb.topic.readers.audit.consumer=audit")
			.withPropertyValues(key + "=" + value)
			.run((context) -> assertThat(this.analysis.of(context)).contains("'" + key + "'")
				.contains("expected")
				.doesNotContain("null"));
	}

	@Test
	void aListenersOwnKeyIsNamedWhenItsValueCannotBeUsed() {
		this.runner.withBean(Fine.class)
			.withPropertyValues("ydb.topic.listeners.fine.retry.max-attempts=0")
			.run((context) -> assertThat(this.analysis.of(context))
				.contains("'ydb.topic.listeners.fine.retry.max-attempts'"));
	}

	@Test
	void aValueOfTheWrongTypeFailsAndItsPropertyIsNamed() {
		this.runner.withPropertyValues("ydb.topic.listener.ack-mode=sometimes")
			.run((context) -> assertThat(this.analysis.of(context)).contains("ydb.topic.listener.ack-mode"));
	}

	@Test
	void everyKeyIsNamedWhenItsValueIsOfTheWrongType() {
		int checked = 0;
		for (String key : OwnKeys.of(TopicProperties.class)) {
			String name = "ydb.topic." + key;
			MapConfigurationPropertySource source = new MapConfigurationPropertySource(Map.of(name, "?nonsense?"));
			try {
				new Binder(source).bind("ydb.topic", TopicProperties.class);
			}
			catch (BindException ex) {
				assertThat(ex.getProperty()).as(name).isNotNull();
				assertThat(ex.getProperty().getName()).hasToString(name);
				checked++;
			}
		}
		assertThat(checked).as("keys that are no text").isGreaterThan(75);
	}

	@ParameterizedTest
	@CsvSource({ "port, -1", "port, 70000", "database, ''" })
	void aValueOfTheBrokerInsideTheApplicationThatCannotBeUsedIsNamed(String key, String value) {
		this.runner.withPropertyValues("ydb.topic.embedded.enabled=true", "ydb.topic.embedded." + key + "=" + value)
			.run((context) -> assertThat(this.analysis.of(context)).contains("'ydb.topic.embedded." + key + "'")
				.contains("expected"));
	}

	@ParameterizedTest
	@CsvSource({ "ydb.topic.writers.orders.producer-ids=x, ydb.topic.writers.orders.producer-id",
			"ydb.topic.conection-string=x, ydb.topic.connection-string",
			"ydb.topic.listener.retry.max-atempts=3, ydb.topic.listener.retry.max-attempts",
			"ydb.topic.readers.audit.consumr=x, ydb.topic.readers.audit.consumer" })
	void aMisspelledPropertyFailsWithTheNearestKnownOne(String property, String nearest) {
		this.runner.withPropertyValues(property)
			.run((context) -> assertThat(this.analysis.of(context))
				.contains(property.substring(0, property.indexOf('=')))
				.contains("Did you mean '" + nearest + "'?"));
	}

	@Test
	void aListenerWithNeitherTopicsNorConsumerFailsWithTheMethod() {
		this.runner.withBean(Neither.class)
			.run((context) -> assertThat(this.analysis.of(context)).contains("Neither.listen(String)")
				.contains("neither topics nor a consumer"));
	}

	@Test
	void aListenerWhosePlaceholderBecameEmptyFailsWithTheMethod() {
		this.runner.withBean(Empty.class)
			.withPropertyValues("app.topics=")
			.run((context) -> assertThat(this.analysis.of(context)).contains("Empty.listen(String)")
				.contains("no topics")
				.contains("placeholder"));
	}

	@Test
	void twoListenersWithOneIdFailWithBothMethods() {
		this.runner.withBean(Twice.class)
			.run((context) -> assertThat(this.analysis.of(context)).contains("'same'")
				.contains("Twice.one(String)")
				.contains("Twice.two(String)"));
	}

	@Test
	void anUnknownReaderFailsWithTheNearestName() {
		this.runner.withBean(UnknownReader.class)
			.withPropertyValues("ydb.topic.readers.billing.topics=orders", "ydb.topic.readers.billing.consumer=billing")
			.run((context) -> assertThat(this.analysis.of(context)).contains("UnknownReader.listen(String)")
				.contains("no reader 'biling'")
				.contains("Did you mean 'billing'?"));
	}

	@Test
	void anUnknownErrorHandlerFailsWithTheMethod() {
		this.runner.withBean(UnknownHandler.class)
			.run((context) -> assertThat(this.analysis.of(context)).contains("UnknownHandler.listen(String)")
				.contains("'nobody'"));
	}

	@Test
	void anUnknownPropertyOfAListenerFailsWithTheNearestOne() {
		this.runner.withBean(UnknownProperty.class)
			.run((context) -> assertThat(this.analysis.of(context)).contains("UnknownProperty.listen(String)")
				.contains("Did you mean 'buffer.max-bytes'?"));
	}

	@Test
	void anAttributeOfTheWrongTypeFailsWithMethodAndAttribute() {
		this.runner.withBean(WrongConcurrency.class)
			.run((context) -> assertThat(this.analysis.of(context)).contains("WrongConcurrency.listen(String)")
				.contains("concurrency is 'many' (expected: a whole number)"));
	}

	@Test
	void aPayloadTypeThatJsonCannotMakeFailsWithTheMethod() {
		this.runner.withBean(Unreadable.class)
			.run((context) -> assertThat(this.analysis.of(context)).contains("Unreadable.listen(Runnable)")
				.contains("its payload can't be read"));
	}

	@Test
	void repliesOfAMethodThatReturnsNothingFailWithTheMethod() {
		this.runner.withBean(NoReply.class)
			.run((context) -> assertThat(this.analysis.of(context)).contains("NoReply.listen(String)")
				.contains("it has @SendTo but returns nothing"));
	}

	@Test
	void repliesToATopicThatBecameEmptyFailWithTheMethod() {
		this.runner.withBean(NoReplyTopic.class)
			.withPropertyValues("app.replies=")
			.run((context) -> assertThat(this.analysis.of(context)).contains("NoReplyTopic.listen(String)")
				.contains("@SendTo names no topic"));
	}

	@Test
	void deadLettersWithoutATopicFailWithTheKey() {
		this.runner.withBean(Fine.class)
			.withPropertyValues("ydb.topic.listener.on-exhausted=dead-letter")
			.run((context) -> assertThat(this.analysis.of(context)).contains("'ydb.topic.listener.dead-letter.topic'"));
	}

	@Test
	void aTypoInTheTopicPropertiesOfAListenerIsNotSilent() {
		this.runner.withPropertyValues("ydb.topic.listeners.fine.concurency=2")
			.run((context) -> assertThat(this.analysis.of(context)).contains("ydb.topic.listeners.fine.concurrency"));
	}

	@Test
	void theBrokerInsideTheApplicationNeedsItsJar() {
		this.runner.withPropertyValues("ydb.topic.embedded.enabled=true")
			.withClassLoader(new FilteredClassLoader("io.ydbtopic.broker"))
			.run((context) -> assertThat(this.analysis.of(context)).contains("'ydb.topic.embedded.enabled'")
				.contains("topic-embedded-broker"));
	}

	@Test
	void aWrongTopicOfTheBrokerInsideTheApplicationIsNamed() {
		this.runner
			.withPropertyValues("ydb.topic.embedded.enabled=true", "ydb.topic.embedded.topics.orders.partitions=0")
			.run((context) -> assertThat(this.analysis.of(context)).contains("'ydb.topic.embedded.topics.orders'"));
	}

	@Test
	void aDatabaseBesideOneInTheConnectionStringIsRefused() {
		this.runner.withPropertyValues("ydb.topic.connection-string=grpc://host:1/db", "ydb.topic.database=other")
			.run((context) -> assertThat(this.analysis.of(context)).contains("'ydb.topic.database'"));
	}

	@Test
	void twoKindsOfCredentialsAreRefused() {
		this.runner.withPropertyValues("ydb.topic.token=very-secret", "ydb.topic.token-file=/tmp/token")
			.run((context) -> assertThat(this.analysis.of(context)).contains("'ydb.topic.token'")
				.contains("ydb.topic.token-file")
				.doesNotContain("very-secret"));
		this.runner.withPropertyValues("ydb.topic.token=very-secret", "ydb.topic.user=ann")
			.run((context) -> assertThat(this.analysis.of(context)).contains("'ydb.topic.user'")
				.doesNotContain("very-secret"));
		this.runner.withPropertyValues("ydb.topic.password=very-secret")
			.run((context) -> assertThat(this.analysis.of(context)).contains("'ydb.topic.password'")
				.contains("ydb.topic.user")
				.doesNotContain("very-secret"));
	}

	@Test
	void aTokenNeverShowsInAnError() {
		this.runner.withPropertyValues("ydb.topic.token=very-secret", "ydb.topic.connect-timeout=-1s")
			.run((context) -> assertThat(this.analysis.of(context) + context.getStartupFailure())
				.doesNotContain("very-secret"));
	}

	static class Fine {

		@TopicListener(id = "fine", topics = "orders", consumer = "billing", autoStartup = "false")
		void listen(String payload) {
		}

	}

	static class Neither {

		@TopicListener
		void listen(String payload) {
		}

	}

	static class Empty {

		@TopicListener(topics = "${app.topics}", consumer = "billing")
		void listen(String payload) {
		}

	}

	static class Twice {

		@TopicListener(id = "same", topics = "orders", consumer = "billing", autoStartup = "false")
		void one(String payload) {
		}

		@TopicListener(id = "same", topics = "orders", consumer = "audit", autoStartup = "false")
		void two(String payload) {
		}

	}

	static class UnknownReader {

		@TopicListener(reader = "biling")
		void listen(String payload) {
		}

	}

	static class UnknownHandler {

		@TopicListener(topics = "orders", consumer = "billing", errorHandler = "nobody")
		void listen(String payload) {
		}

	}

	static class UnknownProperty {

		@TopicListener(topics = "orders", consumer = "billing", properties = "buffer.max-byte=4MB")
		void listen(String payload) {
		}

	}

	static class WrongConcurrency {

		@TopicListener(topics = "orders", consumer = "billing", concurrency = "many")
		void listen(String payload) {
		}

	}

	static class Unreadable {

		@TopicListener(topics = "orders", consumer = "billing")
		void listen(Runnable payload) {
		}

	}

	static class NoReply {

		@SendTo("replies")
		@TopicListener(topics = "orders", consumer = "billing")
		void listen(String payload) {
		}

	}

	static class NoReplyTopic {

		@SendTo("${app.replies}")
		@TopicListener(topics = "orders", consumer = "billing")
		String listen(String payload) {
			return payload;
		}

	}

}
