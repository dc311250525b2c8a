package io.ydbtopic.spring.transaction;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.spring.annotation.TopicListener;
import io.ydbtopic.spring.autoconfigure.EmbeddedTopicBrokerAutoConfiguration;
import io.ydbtopic.spring.autoconfigure.TopicAutoConfiguration;
import io.ydbtopic.spring.autoconfigure.TopicTransactionAutoConfiguration;
import io.ydbtopic.spring.core.TopicOperations;
import io.ydbtopic.spring.core.TopicTemplate;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionManager;
import org.springframework.transaction.annotation.Transactional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verifyNoInteractions;

/**
 * {@code @Transactional} methods that write, on a real stream.
 */
class TransactionalMethodsTest {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(EmbeddedTopicBrokerAutoConfiguration.class, TopicAutoConfiguration.class,
						TopicTransactionAutoConfiguration.class, TransactionAutoConfiguration.class))
		.withPropertyValues("ydb.topic.embedded.enabled=true", "ydb.topic.embedded.topics.orders.consumers=billing",
				"ydb.topic.embedded.topics.bills.consumers=billing", "ydb.topic.listener.retry.initial-delay=10ms");

	@Test
	void whatATransactionalMethodWritesIsSeenTogetherOrNever() {
		this.runner.withBean(Shop.class).run((context) -> {
			assertThat(context).hasSingleBean(TopicTransactionManager.class);
			EmbeddedBroker broker = context.getBean(EmbeddedBroker.class);
			Shop shop = context.getBean(Shop.class);
			shop.place("a", false);
			assertThat(broker.records("orders", 0)).hasSize(1);
			assertThat(broker.records("bills", 0)).hasSize(1);
			assertThatThrownBy(() -> shop.place("b", true)).isInstanceOf(IllegalStateException.class);
			shop.place("c", false);
			assertThat(broker.records("orders", 0)).extracting((record) -> record.data().toStringUtf8())
				.containsExactly("a", "c");
			assertThat(broker.records("bills", 0)).extracting((record) -> record.data().toStringUtf8())
				.containsExactly("bill of a", "bill of c");
		});
	}

	@Test
	void besideAnotherManagerItIsUsedByItsName() {
		PlatformTransactionManager database = mock();
		this.runner.withBean("database", PlatformTransactionManager.class, () -> database)
			.withBean(NamedShop.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(TransactionManager.class)).isSameAs(database);
				assertThatThrownBy(() -> context.getBean(NamedShop.class).fail())
					.isInstanceOf(IllegalStateException.class);
				verifyNoInteractions(database);
				assertThat(context.getBean(EmbeddedBroker.class).records("orders", 0)).isEmpty();
			});
	}

	@Test
	void aListenersTransactionIsThatOfItsTemplate() {
		this.runner.withBean(Billing.class).run((context) -> {
			EmbeddedBroker broker = context.getBean(EmbeddedBroker.class);
			context.getBean(TopicOperations.class).send("orders", "a").join();
			Billing billing = context.getBean(Billing.class);
			await().untilAsserted(() -> assertThat(broker.committedOffset("orders", 0, "billing")).isEqualTo(1));
			assertThat(billing.calls).containsExactly("a", "a");
			assertThat(broker.records("bills", 0)).as("the first call wrote, and failed")
				.extracting((record) -> record.data().toStringUtf8())
				.containsExactly("bill 2 of a");
		});
	}

	@Test
	void theManagerIsThereOnlyWithSpringsTransactionsAndStepsBack() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.transaction"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(TopicTemplate.class)
				.doesNotHaveBean("topicTransactionManager"));
		TopicTransactionManager own = mock();
		this.runner.withBean("own", TopicTransactionManager.class, () -> own)
			.run((context) -> assertThat(context.getBean(TopicTransactionManager.class)).isSameAs(own));
	}

	public static class Shop {

		private final TopicOperations operations;

		public Shop(TopicOperations operations) {
			this.operations = operations;
		}

		@Transactional
		public void place(String order, boolean fails) {
			this.operations.send("orders", order);
			this.operations.send("bills", "bill of " + order).join();
			if (fails) {
				throw new IllegalStateException("after the writes");
			}
		}

	}

	public static class NamedShop {

		private final TopicOperations operations;

		public NamedShop(TopicOperations operations) {
			this.operations = operations;
		}

		@Transactional("topicTransactionManager")
		public void fail() {
			this.operations.send("orders", "never").join();
			throw new IllegalStateException("after the write");
		}

	}

	static class Billing {

		final List<String> calls = new CopyOnWriteArrayList<>();

		private final TopicOperations operations;

		Billing(TopicOperations operations) {
			this.operations = operations;
		}

		@TopicListener(topics = "orders", consumer = "billing", ackMode = "transaction")
		public void bill(String order) {
			this.calls.add(order);
			this.operations.send("bills", "bill " + this.calls.size() + " of " + order).join();
			if (this.calls.size() == 1) {
				throw new IllegalStateException("once");
			}
		}

	}

}
