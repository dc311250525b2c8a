package io.ydbtopic.spring.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.ydbtopic.spring.annotation.TopicListener;
import io.ydbtopic.spring.listener.IdempotencyStore;
import io.ydbtopic.spring.listener.Ordering;
import io.ydbtopic.spring.listener.TopicFilter;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How a listener says its order and its filter.
 */
class OrderingAndFilterSettingsTest {

	private final ListeningContext app = new ListeningContext();

	private final List<Object> got = new ArrayList<>();

	@Test
	void theOrderComesFromThePropertyAndTheAnnotationWins() {
		this.app.runner = this.app.runner.withPropertyValues("ydb.topic.listener.ordering=producer",
				"app.key=customer");
		this.app.run(new Object() {

			@TopicListener(id = "own", topics = "orders", consumer = "billing", ordering = "key:${app.key}")
			@TopicListener(id = "default", topics = "orders", consumer = "audit")
			@TopicListener(id = "property", topics = "orders", consumer = "log", properties = "ordering=none")
			void listen(String order) {
			}

		}, (registry) -> {
			assertThat(registry.getContainer("own").properties().ordering()).isEqualTo(Ordering.key("customer"));
			assertThat(registry.getContainer("default").properties().ordering()).isEqualTo(Ordering.PRODUCER);
			assertThat(registry.getContainer("property").properties().ordering()).isEqualTo(Ordering.NONE);
		});
	}

	@Test
	void aFilterIsABeanByName() {
		this.app.runner = this.app.runner.withBean("short", TopicFilter.class,
				() -> (message) -> message.data().remaining() < 3);
		this.app.run(new Object() {

			@TopicListener(topics = "orders", consumer = "billing", filter = "short")
			void listen(String order) {
				OrderingAndFilterSettingsTest.this.got.add(order);
			}

		}, (registry) -> {
			this.app.deliver(this.app.session.batch("a", "long", "b"));
			assertThat(this.got).containsExactly("a", "b");
			assertThat(this.app.session.commits).containsExactly(40L, 41L, 42L);
		});
	}

	@Test
	void aStoreForWhatWasHandledIsABeanByName() {
		IdempotencyStore store = IdempotencyStore.inMemory(10);
		store.record(new IdempotencyStore.Key("billing", "/local/orders", 2, "shop"), 41);
		this.app.runner = this.app.runner.withBean("handled", IdempotencyStore.class, () -> store);
		this.app.run(new Object() {

			@TopicListener(topics = "orders", consumer = "billing", dedupe = "handled")
			void listen(String order) {
				OrderingAndFilterSettingsTest.this.got.add(order);
			}

		}, (registry) -> {
			this.app.deliver(this.app.session.batch("a", "b"));
			assertThat(this.got).containsExactly("b");
			assertThat(this.app.session.commits).containsExactly(40L, 41L);
		});
	}

	@Test
	void aStoreThatCanNotWorkWithTheOrderFailsWithTheMethod() {
		this.app.runner.withBean("handled", IdempotencyStore.class, () -> IdempotencyStore.inMemory(10))
			.withBean(WrongDedupe.class)
			.run((context) -> assertThat(this.app.analysis.of(context)).contains("WrongDedupe.listen(String)")
				.contains("dedupe: with ack mode BATCH and ordering none"));
	}

	@Test
	void aFilterThatIsMissingFailsWithTheNearestName() {
		this.app.runner.withBean("shortOnes", TopicFilter.class, () -> (message) -> true)
			.withBean(Missing.class)
			.run((context) -> assertThat(this.app.analysis.of(context))
				.contains("there is no bean 'shortOne' of type TopicFilter for its filter")
				.contains("shortOnes"));
	}

	@Test
	void anOrderThatIsNoneIsNamedWithItsPlace() {
		this.app.runner.withBean(Wrong.class)
			.run((context) -> assertThat(this.app.analysis.of(context)).contains("Wrong.listen(String)")
				.contains("ordering is 'customer' (expected: partition, producer, none, or key:"));
		this.app.runner.withBean(Missing.class)
			.withPropertyValues("ydb.topic.listener.ordering=customer")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("ordering: 'customer' (expected: partition"));
	}

	static class Missing {

		@TopicListener(topics = "orders", consumer = "billing", filter = "shortOne")
		void listen(String order) {
		}

	}

	static class WrongDedupe {

		@TopicListener(topics = "orders", consumer = "billing", ordering = "none", dedupe = "handled")
		void listen(String order) {
		}

	}

	static class Wrong {

		@TopicListener(topics = "orders", consumer = "billing", ordering = "customer")
		void listen(String order) {
		}

	}

}
