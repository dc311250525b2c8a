package io.ydbtopic.spring.docs;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.spring.annotation.TopicListener;
import io.ydbtopic.spring.autoconfigure.EmbeddedTopicBrokerAutoConfiguration;
import io.ydbtopic.spring.autoconfigure.TopicAutoConfiguration;
import io.ydbtopic.spring.autoconfigure.TopicIdempotencyAutoConfiguration;
import io.ydbtopic.spring.autoconfigure.TopicTransactionAutoConfiguration;
import io.ydbtopic.spring.core.TopicOperations;
import io.ydbtopic.spring.jdbc.JdbcIdempotencyStore;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceInitializationAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The code of docs/transactions.md at work, beside a database.
 */
class TransactionsDocTest {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(EmbeddedTopicBrokerAutoConfiguration.class, TopicAutoConfiguration.class,
						TopicTransactionAutoConfiguration.class, TopicIdempotencyAutoConfiguration.class,
						TransactionAutoConfiguration.class, DataSourceAutoConfiguration.class,
						DataSourceTransactionManagerAutoConfiguration.class, JdbcTemplateAutoConfiguration.class,
						JdbcClientAutoConfiguration.class, DataSourceInitializationAutoConfiguration.class))
		.withBean(Shop.class)
		.withBean(Billing.class)
		.withPropertyValues("ydb.topic.embedded.enabled=true",
				"ydb.topic.embedded.topics.orders.consumers=billing,exact",
				"ydb.topic.embedded.topics.bills.partitions=1", "spring.datasource.generate-unique-name=true",
				"ydb.topic.listener.retry.initial-delay=10ms",
				"spring.sql.init.schema-locations=classpath:io/ydbtopic/spring/jdbc/schema.sql,classpath:bills.sql");

	@Test
	void theExamplesWork() {
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed();
			EmbeddedBroker broker = context.getBean(EmbeddedBroker.class);
			context.getBean(Shop.class).place("a");
			context.getBean(Shop.class).placeAll(context.getBean(TopicOperations.class), List.of("b", "c"));
			assertThat(broker.endOffset("bills", 0)).isGreaterThanOrEqualTo(1);
			JdbcClient jdbc = context.getBean(JdbcClient.class);
			await().untilAsserted(() -> assertThat(
					jdbc.sql("select order_id from bills order by order_id").query(String.class).list())
				.containsExactly("a", "b", "c"));
			Billing billing = context.getBean(Billing.class);
			assertThat(billing.failed()).as("the first call failed after its row was written").containsExactly("a");
			await().untilAsserted(() -> assertThat(broker.committedOffset("orders", 0, "exact")).isEqualTo(3));
		});
	}

	public static class Shop {

		private final TopicOperations operations;

		public Shop(TopicOperations operations) {
			this.operations = operations;
		}

		// tag::transactional[]
		@Transactional("topicTransactionManager")
		public void place(String order) {
			this.operations.send("orders", order);
			this.operations.send("bills", "bill of " + order);
		}
		// end::transactional[]

		void placeAll(TopicOperations operations, List<String> orders) {
			// tag::in-transaction[]
			int sent = operations.inTransaction((inside) -> {
				orders.forEach((order) -> inside.send("orders", order));
				return orders.size();
			});
			// end::in-transaction[]
			assertThat(sent).isEqualTo(2);
		}

		// tag::listener[]
		@TopicListener(topics = "orders", consumer = "exact", ackMode = "transaction")
		public void bill(String order) {
			this.operations.send("bills", "bill of " + order);
		}
		// end::listener[]

	}

	public static class Billing {

		private final List<String> failed = new CopyOnWriteArrayList<>();

		private final JdbcIdempotencyStore store;

		private final JdbcClient jdbc;

		public Billing(JdbcIdempotencyStore store, JdbcClient jdbc) {
			this.store = store;
			this.jdbc = jdbc;
		}

		/** Through the proxy, which has fields of its own. */
		public List<String> failed() {
			return this.failed;
		}

		// tag::once[]
		@Transactional
		@TopicListener(topics = "orders", consumer = "billing")
		public void bill(String order, ReceivedMessage<String> message) {
			if (this.store.claim("billing", message)) {
				insert(order);
			}
		}
		// end::once[]

		private void insert(String order) {
			this.jdbc.sql("insert into bills (order_id) values (?)").param(order).update();
			if (this.failed.isEmpty()) {
				this.failed.add(order);
				throw new IllegalStateException("after the row was written");
			}
		}

	}

}
