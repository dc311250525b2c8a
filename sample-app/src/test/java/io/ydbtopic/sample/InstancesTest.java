package io.ydbtopic.sample;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.ydbtopic.broker.BrokerOptions;
import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.broker.journal.JournalEvent;
import io.ydbtopic.broker.journal.JournalKind;
import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.Serializer;
import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.TopicWriter;
import io.ydbtopic.client.WriterSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Instances of the sample share the orders while they come and go. In the suite they are
 * applications in this JVM; with {@code -Dinstances=processes}, processes that are really
 * killed.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class InstancesTest {

	private static final boolean PROCESSES = "processes".equals(System.getProperty("instances"));

	private static final int PARTITIONS = 4;

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private static final int WAITING_MAX = 20;

	private static final List<String> CONSUMERS = List.of("billing", "audit", "invoicing", "last-orders", "archive");

	@TempDir
	Path logs;

	private final List<Instance> instances = new ArrayList<>();

	private final List<CompletableFuture<String>> orders = new CopyOnWriteArrayList<>();

	private EmbeddedBroker broker;

	private TopicClient client;

	@BeforeEach
	void startTheBroker() {
		this.broker = EmbeddedBroker.start(BrokerOptions.builder()
			.port(0)
			.journalCapacity(100_000)
			.topic("orders:" + PARTITIONS + ":" + String.join(",", CONSUMERS))
			.topic("orders-rejected:1:support")
			.topic("invoices:1:payments")
			.topic("invoices-payments-retry-1:1:payments")
			.topic("invoices-payments-retry-2:1:payments")
			.topic("invoices-payments-dead:1:payments")
			.build());
		this.client = TopicClient.connect(this.broker.connectionString());
	}

	@AfterEach
	void stopAll() throws Exception {
		for (Instance instance : this.instances) {
			instance.close();
		}
		this.client.close();
		this.broker.close();
	}

	@Test
	void everyOrderIsBilledAndNoneIsInvoicedTwiceWhileInstancesComeAndGo() throws Exception {
		Instance first = start("first");
		Instance second = start("second");
		ScheduledExecutorService customers = Executors.newSingleThreadScheduledExecutor();
		try {
			List<TopicWriter<String>> writers = writers();
			customers.scheduleAtFixedRate(() -> order(writers), 0, 10, TimeUnit.MILLISECONDS);
			awaitOrdersOf("invoicing", 20);
			start("third");
			awaitOrdersOf("invoicing", 40);
			first.kill();
			awaitOrdersOf("invoicing", 60);
			second.stop();
			awaitOrdersOf("invoicing", 80);
		}
		finally {
			customers.shutdown();
			assertThat(customers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
		}
		List<String> ordered = this.orders.stream().map(CompletableFuture::join).toList();
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(CONSUMERS).as("everything is handled by everyone")
				.allSatisfy((consumer) -> assertThat(committed(consumer)).isEqualTo(ordered.size())));
		List<String> invoices = this.broker.records("invoices", 0)
			.stream()
			.map((invoice) -> invoice.data().toStringUtf8())
			.map((json) -> json.replaceAll(".*\"order\":\"([^\"]+)\".*", "$1"))
			.toList();
		assertThat(invoices).as("one invoice for each order").containsExactlyInAnyOrderElementsOf(ordered);
		report(ordered.size());
	}

	private Instance start(String name) throws Exception {
		List<String> arguments = new ArrayList<>(List.of("--ydb.topic.embedded.enabled=false",
				"--ydb.topic.console.enabled=false", "--ydb.topic.writers.orders.producer-id=shop-" + name,
				"--ydb.topic.listener.shutdown-timeout=5s", "--spring.main.banner-mode=off"));
		Instance instance;
		if (PROCESSES) {
			arguments.add("--server.port=0");
			arguments.add("--ydb.topic.connection-string=" + this.broker.connectionString());
			instance = new ProcessInstance(this.logs.resolve(name + ".log"), arguments);
		}
		else {
			instance = new ContextInstance(this.broker.port(), arguments);
		}
		this.instances.add(instance);
		return instance;
	}

	private List<TopicWriter<String>> writers() {
		return IntStream.range(0, PARTITIONS)
			.mapToObj((partition) -> this.client.writer(WriterSettings.builder("orders")
				.producerId("till-" + partition)
				.partitionId((long) partition)
				.build(), Serializer.string()))
			.toList();
	}

	/** A customer orders something, unless too many wait for their invoice. */
	private void order(List<TopicWriter<String>> writers) {
		int number = this.orders.size();
		if (number - committed("invoicing") > WAITING_MAX) {
			return;
		}
		String order = "{\"id\": \"" + number + "\", \"customer\": \"c" + number % 7 + "\", \"amount\": 5}";
		this.orders.add(writers.get(number % PARTITIONS)
			.write(OutgoingMessage.of(order).withMetadata("customer", "c" + number % 7))
			.thenApply((ack) -> "" + number));
	}

	private void awaitOrdersOf(String consumer, long count) {
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(committed(consumer))
				.as(() -> "orders of " + consumer + ", after\n" + this.broker.journal().tail(60))
				.isGreaterThanOrEqualTo(count));
	}

	private long committed(String consumer) {
		return IntStream.range(0, PARTITIONS)
			.mapToLong((partition) -> this.broker.committedOffset("orders", partition, consumer))
			.sum();
	}

	/** How long partitions had no owner, by the broker's journal. */
	private void report(int orders) {
		Map<String, Instant> left = new HashMap<>();
		List<Long> gaps = new ArrayList<>();
		for (JournalEvent event : this.broker.journal().events((one) -> one.isAbout("orders"))) {
			String place = event.who() + " " + event.partition();
			if (event.kind() == JournalKind.PARTITION_RETURNED || event.kind() == JournalKind.PARTITION_LOST) {
				left.put(place, event.time());
			}
			else if (event.kind() == JournalKind.PARTITION_STARTED && left.containsKey(place)) {
				gaps.add(Duration.between(left.remove(place), event.time()).toMillis());
			}
		}
		assertThat(left).as("every partition has an owner in the end").isEmpty();
		assertThat(gaps).as("partitions moved").isNotEmpty();
		System.out.printf(
				"%d orders, %d handovers of a partition; time without an owner: %d ms at most, %d ms on average%n",
				orders, gaps.size(), gaps.stream().mapToLong(Long::longValue).max().orElseThrow(),
				Math.round(gaps.stream().mapToLong(Long::longValue).average().orElseThrow()));
	}

}
