package io.ydbtopic.client;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import io.ydbtopic.broker.BrokerOptions;
import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.client.admin.TopicChange;
import io.ydbtopic.client.admin.TopicConfig;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.observe.StreamState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/** A reader of "orders-*" follows topics as they appear and vanish. */
@Timeout(60)
class PatternSubscriptionTest {

	private EmbeddedBroker broker;

	private TopicClient client;

	/** Messages that were handed out, as "topic:text". */
	private final Set<String> handled = ConcurrentHashMap.newKeySet();

	@BeforeEach
	void start() {
		this.broker = EmbeddedBroker.start(BrokerOptions.builder().build());
		this.client = TopicClient.connect(this.broker.connectionString());
	}

	@AfterEach
	void stop() {
		this.client.close();
		this.broker.close();
	}

	private TopicSubscription subscribe(String... paths) {
		return this.client.subscribe(ReaderSettings.builder()
			.topics(paths)
			.consumer("billing")
			.patternInterval(Duration.ofMillis(100))
			.retry(RetrySettings.builder().slowBase(Duration.ofMillis(50)).slowDoublings(0).build())
			.build(), Deserializer.string(), (batch) -> {
				batch.forEach((message) -> this.handled
					.add(message.topic().substring(message.topic().indexOf("local/") + 6) + ":" + message.value()));
				return batch.commit();
			});
	}

	private void create(String topic, String... consumers) {
		TopicConfig.Builder config = TopicConfig.builder();
		List.of(consumers).forEach(config::consumer);
		this.client.admin().createTopic(topic, config.build()).join();
	}

	private void write(String topic, String text) {
		try (TopicWriter<String> writer = this.client.writer(WriterSettings.of(topic), Serializer.string())) {
			writer.write(text).join();
		}
	}

	private void awaitHandled(String... messages) {
		await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(this.handled).contains(messages));
	}

	@Test
	void topicsAreReadAsTheyAppear() {
		create("orders-eu", "billing");
		create("other", "billing");
		TopicSubscription subscription = subscribe("orders-*");
		write("orders-eu", "1");
		awaitHandled("orders-eu:1");
		create("orders-us", "billing");
		write("orders-us", "2");
		awaitHandled("orders-us:2");
		write("orders-eu", "3");
		write("other", "4");
		awaitHandled("orders-eu:3");
		assertThat(this.handled).doesNotContain("other:4");
		subscription.close();
	}

	@Test
	void topicsThatVanishDoNotStopTheOthers() {
		create("orders-eu", "billing");
		create("orders-us", "billing");
		TopicSubscription subscription = subscribe("orders-*");
		write("orders-us", "1");
		awaitHandled("orders-us:1");
		this.client.admin().dropTopic("orders-eu").join();
		write("orders-us", "2");
		awaitHandled("orders-us:2");
		await().until(() -> subscription.status().state() == StreamState.CONNECTED);
		subscription.close();
	}

	@Test
	void aPatternWithoutTopicsWaitsForTheFirstAndSaysSo() {
		TopicSubscription subscription = subscribe("shop/orders-?");
		await().untilAsserted(() -> assertThat(subscription.status().lastError()).isNotNull()
			.hasMessageContaining("no topic matches 'shop/orders-?' yet"));
		assertThat(subscription.status().state()).isEqualTo(StreamState.CONNECTING);
		create("shop/orders-1", "billing");
		create("shop/orders-22", "billing");
		write("shop/orders-1", "1");
		write("shop/orders-22", "2");
		awaitHandled("shop/orders-1:1");
		assertThat(this.handled).hasSize(1);
		subscription.close();
	}

	@Test
	void aTopicWithoutTheConsumerIsPassedOverUntilItHasIt() {
		create("orders-eu", "billing");
		create("orders-us", "audit");
		TopicSubscription subscription = subscribe("orders-*");
		write("orders-us", "1");
		write("orders-eu", "2");
		awaitHandled("orders-eu:2");
		assertThat(this.handled).hasSize(1);
		this.client.admin().alterTopic("orders-us", TopicChange.builder().addConsumer("billing").build()).join();
		awaitHandled("orders-us:1");
		subscription.close();
	}

	@Test
	void aTopicThatIsNamedBesideAPatternIsReadToo() {
		create("orders-eu", "billing");
		create("refunds", "billing");
		TopicSubscription subscription = subscribe("orders-*", "refunds");
		write("orders-eu", "1");
		write("refunds", "2");
		awaitHandled("orders-eu:1", "refunds:2");
		subscription.close();
	}

	@Test
	void aCloseWhileNothingMatchesEndsAtOnce() {
		TopicSubscription subscription = subscribe("nothing-*");
		await().until(() -> subscription.status().lastError() != null
				&& subscription.status().lastError().status() == StatusCode.SCHEME_ERROR);
		CompletableFuture<Void> closed = subscription.closeAsync(Duration.ofSeconds(5));
		await().atMost(Duration.ofSeconds(2)).until(closed::isDone);
	}

	@Test
	void aPatternElsewhereThanAtTheEndIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> TopicSource.of("shop-*/orders"))
			.withMessage("topic: 'shop-*/orders' (expected: * and ? in the last part of the path alone)");
		assertThatIllegalArgumentException().isThrownBy(() -> TopicSource.of("orders-*", List.of(1L)))
			.withMessage("topic: 'orders-*' with partitions [1] (expected: a pattern or partitions)");
	}

}
