package io.ydbtopic.spring.autoconfigure;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.MetadataItem;
import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.spring.annotation.RetryTopics;
import io.ydbtopic.spring.annotation.TopicDeadLetterHandler;
import io.ydbtopic.spring.annotation.TopicListener;
import io.ydbtopic.spring.listener.FakeSession;
import io.ydbtopic.spring.listener.FakeTopicClient.FakeSubscription;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.handler.annotation.Header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;

/**
 * Failed messages wait in topics of their own, and end in a topic for dead letters.
 */
class RetryTopicsTest {

	private final ListeningContext app = new ListeningContext();

	/** What was written, by topic. */
	private final Map<String, OutgoingMessage<byte[]>> written = new LinkedHashMap<>();

	private final List<String> got = new ArrayList<>();

	@BeforeEach
	@SuppressWarnings("unchecked")
	void record() {
		given(this.app.operations.send(any(), any(OutgoingMessage.class))).willAnswer((call) -> {
			this.written.put(call.getArgument(0), call.getArgument(1));
			return CompletableFuture.completedFuture(null);
		});
	}

	/** Delivers what was written to a topic, to the listener of that topic. */
	private FakeSession forward(int subscription, String topic) {
		OutgoingMessage<byte[]> message = this.written.get(topic);
		assertThat(message).as("written to " + topic + " of " + this.written.keySet()).isNotNull();
		FakeSession session = new FakeSession(topic, 0);
		FakeSubscription target = this.app.client.subscriptions.get(subscription);
		target.deliver(session.messageWith(text(message), message.metadata().toArray(new MetadataItem[0])));
		this.app.runtime.run();
		return session;
	}

	private static String text(OutgoingMessage<byte[]> message) {
		return StandardCharsets.UTF_8.decode(ByteBuffer.wrap(message.value())).toString();
	}

	private static String item(OutgoingMessage<byte[]> message, String key) {
		return message.metadata().stream().filter((item) -> item.key().equals(key)).findFirst().orElseThrow().text();
	}

	@Test
	void aFailedMessageWaitsInEachTopicAndEndsAsADeadLetterWithItsOrigin() {
		this.app.runner = this.app.runner.withPropertyValues("app.delay=10s");
		this.app.run(new Failing(), (registry) -> {
			assertThat(registry.getContainerIds()).containsExactly("billing", "billing-dead", "billing-retry-1",
					"billing-retry-2");
			assertThat(registry.getContainer("billing-retry-2").properties().reader().topics()).singleElement()
				.satisfies((topic) -> assertThat(topic.path()).isEqualTo("/local/orders-billing-retry-2"));
			assertThat(registry.getContainer("billing").errorHandling())
				.isEqualTo("retry topic 1, then dead letter to {topic}-{consumer}-dead");
			FakeSession orders = new FakeSession("/local/orders", 2).from(40);
			this.app.client.subscriptions.get(0)
				.deliver(orders.messageWith("poison", MetadataItem.text("trace", "t1")));
			this.app.runtime.run();
			assertThat(orders.commits).containsExactly(40L);

			OutgoingMessage<byte[]> first = this.written.get("/local/orders-billing-retry-1");
			assertThat(item(first, "retry-attempt")).isEqualTo("2");
			assertThat(item(first, "retry-due")).isEqualTo("1970-01-01T00:00:10Z");
			assertThat(item(first, "dlt-exception-class")).isEqualTo(IllegalStateException.class.getName());
			FakeSession retry = forward(1, "/local/orders-billing-retry-1");
			assertThat(this.got).containsExactly("poison");
			this.app.runtime.advance(Duration.ofMillis(9_999));
			assertThat(this.got).as("not due").containsExactly("poison");
			this.app.runtime.advance(Duration.ofMillis(1));
			assertThat(this.got).containsExactly("poison", "poison");
			assertThat(retry.commits).containsExactly(0L);

			OutgoingMessage<byte[]> second = this.written.get("/local/orders-billing-retry-2");
			assertThat(item(second, "retry-attempt")).isEqualTo("3");
			assertThat(Instant.parse(item(second, "retry-due"))).isEqualTo("1970-01-01T00:00:30Z");
			forward(2, "/local/orders-billing-retry-2");
			this.app.runtime.advance(Duration.ofSeconds(20));

			OutgoingMessage<byte[]> dead = this.written.get("/local/orders-billing-dead");
			assertThat(text(dead)).isEqualTo("poison");
			assertThat(item(dead, "trace")).isEqualTo("t1");
			assertThat(item(dead, "dlt-original-topic")).isEqualTo("/local/orders");
			assertThat(item(dead, "dlt-original-partition")).isEqualTo("2");
			assertThat(item(dead, "dlt-original-offset")).isEqualTo("40");
			assertThat(dead.metadata()).extracting(MetadataItem::key)
				.doesNotHaveDuplicates()
				.doesNotContain("retry-due");
			forward(3, "/local/orders-billing-dead");
			assertThat(this.got).containsExactly("poison", "poison", "poison", "dead poison of /local/orders");
		});
	}

	@Test
	void whatNoAttemptCanCureIsADeadLetterAtOnce() {
		this.app.runner = this.app.runner.withPropertyValues("app.delay=10s");
		this.app.run(new Failing(), (registry) -> {
			this.app.client.subscriptions.get(0).deliver(this.app.session.batch("hopeless", "fine"));
			this.app.runtime.run();
			assertThat(this.written.keySet()).containsExactly("/local/orders-billing-dead");
			assertThat(this.got).containsExactly("hopeless", "fine");
			assertThat(this.app.session.commits).containsExactly(40L, 41L);
		});
	}

	@Test
	void withoutATopicForDeadLettersTheListenersOwnHandlingIsTheEnd() {
		this.app.runner = this.app.runner.withPropertyValues("ydb.topic.listener.retry.max-attempts=2",
				"ydb.topic.listener.on-exhausted=skip");
		this.app.run(new Object() {

			@RetryTopics(attempts = "2", deadLetterTopic = "")
			@TopicListener(id = "billing", topics = "orders", consumer = "billing")
			void listen(String order) {
				RetryTopicsTest.this.got.add(order);
				throw new IllegalStateException("no");
			}

		}, (registry) -> {
			assertThat(registry.getContainerIds()).containsExactly("billing", "billing-retry-1");
			this.app.client.subscriptions.get(0).deliver(this.app.session.batch("a"));
			this.app.runtime.run();
			FakeSession retry = forward(1, "/local/orders-billing-retry-1");
			this.app.runtime.advance(Duration.ofMinutes(1));
			assertThat(this.got).containsExactly("a", "a", "a");
			assertThat(retry.commits).containsExactly(0L);
			assertThat(this.written).hasSize(1);
		});
	}

	@Test
	void whatCanNotWorkFailsAtStartWithTheMethod() {
		this.app.runner.withBean(NoConsumer.class)
			.withPropertyValues("ydb.topic.readers.billing.topics=orders", "ydb.topic.readers.billing.consumer=billing")
			.run((context) -> assertThat(this.app.analysis.of(context)).contains("NoConsumer.listen(String)")
				.contains("it has @RetryTopics but does not name a consumer"));
		this.app.runner.withBean(OneTopic.class)
			.run((context) -> assertThat(this.app.analysis.of(context)).contains("OneTopic.listen(String)")
				.contains("topic: '{topic}-retry' (expected: with {n}"));
		this.app.runner.withBean(OneAttempt.class)
			.run((context) -> assertThat(this.app.analysis.of(context))
				.contains("attempts: 1 (expected: at least 2, the first included)"));
	}

	class Failing {

		@RetryTopics(attempts = "3", delay = "${app.delay}", exclude = "java.lang.IllegalArgumentException")
		@TopicListener(id = "billing", topics = "/local/orders", consumer = "billing")
		void listen(String order) {
			RetryTopicsTest.this.got.add(order);
			switch (order) {
				case "poison" -> throw new IllegalStateException("no");
				case "hopeless" -> throw new IllegalArgumentException("never");
				default -> {
				}
			}
		}

		@TopicDeadLetterHandler
		void dead(String order, @Header("dlt-original-topic") String topic) {
			RetryTopicsTest.this.got.add("dead " + order + " of " + topic);
		}

	}

	static class NoConsumer {

		@RetryTopics
		@TopicListener(reader = "billing", topics = "orders")
		void listen(String order) {
		}

	}

	static class OneTopic {

		@RetryTopics(topic = "{topic}-retry")
		@TopicListener(topics = "orders", consumer = "billing")
		void listen(String order) {
		}

	}

	static class OneAttempt {

		@RetryTopics(attempts = "1")
		@TopicListener(topics = "orders", consumer = "billing")
		void listen(String order) {
		}

	}

}
