package io.ydbtopic.spring.jdbc;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.ydbtopic.spring.annotation.TopicListener;
import io.ydbtopic.spring.autoconfigure.EmbeddedTopicBrokerAutoConfiguration;
import io.ydbtopic.spring.autoconfigure.TopicAutoConfiguration;
import io.ydbtopic.spring.autoconfigure.TopicIdempotencyAutoConfiguration;
import io.ydbtopic.spring.config.TopicListenerEndpointRegistry;
import io.ydbtopic.spring.core.TopicOperations;
import io.ydbtopic.spring.listener.IdempotencyStore;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceInitializationAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;

import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Which store a listener has.
 */
class DedupeSettingsTest {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(EmbeddedTopicBrokerAutoConfiguration.class,
				TopicAutoConfiguration.class, TopicIdempotencyAutoConfiguration.class))
		.withBean(Billing.class)
		.withPropertyValues("ydb.topic.embedded.enabled=true", "ydb.topic.embedded.topics.orders.consumers=billing");

	private final ApplicationContextRunner database = this.runner
		.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class, JdbcTemplateAutoConfiguration.class,
				JdbcClientAutoConfiguration.class, DataSourceInitializationAutoConfiguration.class))
		.withPropertyValues("spring.datasource.generate-unique-name=true",
				"spring.sql.init.schema-locations=classpath:io/ydbtopic/spring/jdbc/schema.sql");

	@Test
	void aListenerRemembersInTheDatabaseWhatItHandled() {
		this.database.withPropertyValues("ydb.topic.listeners.billing.dedupe=jdbc").run((context) -> {
			assertThat(context).hasNotFailed();
			TopicOperations operations = context.getBean(TopicOperations.class);
			operations.newMessage("a").topic("orders").producerId("shop").sequenceNumber(1).send().join();
			JdbcClient jdbc = context.getBean(JdbcClient.class);
			await().untilAsserted(
					() -> assertThat(jdbc.sql("select handled_up_to from ydb_topic_handled where producer_id = 'shop'")
						.query(Long.class)
						.list()).containsExactly(1L));
			TopicListenerEndpointRegistry registry = context.getBean(TopicListenerEndpointRegistry.class);
			jdbc.sql("update ydb_topic_handled set handled_up_to = 5").update();
			operations.newMessage("b").topic("orders").producerId("shop").sequenceNumber(5).send().join();
			operations.newMessage("c").topic("orders").producerId("shop").sequenceNumber(6).send().join();
			await().untilAsserted(() -> assertThat(context.getBean(Billing.class).orders).containsExactly("a", "c"));
			assertThat(registry.getContainer("billing").troubles()).isEmpty();
		});
	}

	@Test
	void memoryNeedsNoDatabase() {
		this.runner.withPropertyValues("ydb.topic.listener.dedupe=memory").run((context) -> {
			assertThat(context).hasNotFailed();
			context.getBean(TopicOperations.class).send("orders", "a").join();
			await().untilAsserted(() -> assertThat(context.getBean(Billing.class).orders).containsExactly("a"));
			assertThat(context.getBean("topicMemoryIdempotencyStore")).isInstanceOf(IdempotencyStore.class);
		});
	}

	@Test
	void aBeanOfThatNameIsPreferred() {
		IdempotencyStore own = IdempotencyStore.inMemory(1);
		this.runner.withBean("memory", IdempotencyStore.class, () -> own)
			.withPropertyValues("ydb.topic.listener.dedupe=memory")
			.run((context) -> {
				context.getBean(TopicOperations.class)
					.newMessage("a")
					.topic("orders")
					.producerId("shop")
					.sequenceNumber(3)
					.send()
					.join();
				await().untilAsserted(
						() -> assertThat(own.highest(new IdempotencyStore.Key("billing", "/local/orders", 0, "shop")))
							.isEqualTo(3));
			});
	}

	@Test
	void aStoreThatIsNotThereFailsWithWhatIsMissing() {
		this.runner.withPropertyValues("ydb.topic.listener.dedupe=jdbc")
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("its dedupe is 'jdbc', and there is no bean 'topicJdbcIdempotencyStore'"));
		this.database.withClassLoader(new FilteredClassLoader("org.springframework.jdbc"))
			.withPropertyValues("ydb.topic.listener.dedupe=jdbc")
			.run((context) -> assertThat(context).hasFailed());
		this.runner.withPropertyValues("ydb.topic.listener.dedupe=redis")
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("no bean 'redis' of type IdempotencyStore for its dedupe"));
	}

	@Test
	void wrongSettingsAreNamed() {
		this.runner.withPropertyValues("ydb.topic.listener.dedupe=memory", "ydb.topic.idempotency.memory-capacity=0")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("ydb.topic.idempotency.memory-capacity"));
		this.database.withPropertyValues("ydb.topic.listener.dedupe=jdbc", "ydb.topic.idempotency.jdbc-table=a b")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("ydb.topic.idempotency.jdbc-table")
				.hasStackTraceContaining("'a b'"));
	}

	static class Billing {

		final List<String> orders = new CopyOnWriteArrayList<>();

		@TopicListener(id = "billing", topics = "orders", consumer = "billing")
		void bill(String order) {
			this.orders.add(order);
		}

	}

}
