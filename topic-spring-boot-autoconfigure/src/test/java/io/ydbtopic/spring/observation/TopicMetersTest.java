package io.ydbtopic.spring.observation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.search.MeterNotFoundException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.client.TopicReader;
import io.ydbtopic.client.TopicWriter;
import io.ydbtopic.spring.annotation.TopicListener;
import io.ydbtopic.spring.autoconfigure.EmbeddedTopicBrokerAutoConfiguration;
import io.ydbtopic.spring.autoconfigure.TopicAutoConfiguration;
import io.ydbtopic.spring.autoconfigure.TopicMetricsAutoConfiguration;
import io.ydbtopic.spring.autoconfigure.TopicObservationAutoConfiguration;
import io.ydbtopic.spring.config.TopicListenerEndpointRegistry;
import io.ydbtopic.spring.core.TopicOperations;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The meters that an application has, and the dashboard that shows them.
 */
class TopicMetersTest {

	private static final Path DASHBOARD = Path.of("../docs/grafana/ydb-topic.json");

	/** What each deployment should have an eye on, and the dashboard must not lack. */
	private static final Set<String> MAIN = Set.of("ydb_topic_listener_seconds_count", "ydb_topic_listener_seconds_sum",
			"ydb_topic_send_seconds_count", "ydb_topic_lag_messages", "ydb_topic_lag_time_seconds",
			"ydb_topic_reconnects_total", "ydb_topic_partitions_held", "ydb_topic_handovers_total",
			"ydb_topic_handover_time_seconds", "ydb_topic_handover_redelivered_total", "ydb_topic_writer_buffer_used",
			"ydb_topic_writer_buffer_limit", "ydb_topic_writer_messages_inflight", "ydb_topic_listener_messages_total",
			"ydb_topic_listener_recovered_total", "ydb_topic_listener_connected", "ydb_topic_partition_lag_messages");

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(EmbeddedTopicBrokerAutoConfiguration.class, TopicAutoConfiguration.class,
						TopicMetricsAutoConfiguration.class, TopicObservationAutoConfiguration.class,
						MetricsAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class))
		.withBean(Shop.class)
		.withPropertyValues("ydb.topic.embedded.enabled=true",
				"ydb.topic.embedded.topics.orders.consumers=billing,audit", "ydb.topic.writers.orders.topic=orders",
				"ydb.topic.readers.audit.topics=orders", "ydb.topic.readers.audit.consumer=audit",
				"ydb.topic.reader.lag-interval=100ms", "ydb.topic.listener.on-exhausted=skip",
				"ydb.topic.listener.retry.max-attempts=1", "ydb.topic.metrics.per-partition=true");

	private final ApplicationContextRunner observed = this.runner
		.withConfiguration(AutoConfigurations.of(ObservationAutoConfiguration.class));

	@Test
	void callsAreTimedUnderTheSameNameAndTagsWithAndWithoutObservations() {
		for (ApplicationContextRunner one : new ApplicationContextRunner[] { this.runner, this.observed }) {
			one.withBean(MeterRegistry.class, SimpleMeterRegistry::new).run((context) -> {
				assertThat(context).hasNotFailed();
				context.getBean(TopicOperations.class).send("orders", "good").join();
				context.getBean(TopicOperations.class).send("orders", "bad").join();
				MeterRegistry meters = context.getBean(MeterRegistry.class);
				waiting().untilAsserted(() -> {
					assertThat(meters.get("ydb.topic.listener")
						.tags("listener", "billing", "topic", "/local/orders", "consumer", "billing", "error", "none")
						.timer()
						.count()).isEqualTo(1);
					assertThat(meters.get("ydb.topic.listener")
						.tags("listener", "billing", "error", "IllegalStateException")
						.timer()
						.count()).isEqualTo(1);
					// Counted after the call, when the recoverer has taken the message.
					assertThat(meters.get("ydb.topic.listener.recovered").tag("listener", "billing").counter().count())
						.isEqualTo(1);
				});
			});
		}
	}

	@Test
	void observationsCanBeSwitchedOff() {
		this.observed.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withPropertyValues("ydb.topic.observation.send=false", "ydb.topic.observation.listen=false")
			.run((context) -> {
				context.getBean(TopicOperations.class).send("orders", "good").join();
				MeterRegistry meters = context.getBean(MeterRegistry.class);
				waiting().untilAsserted(
						() -> assertThat(meters.get("ydb.topic.listener").tag("error", "none").timer().count())
							.isEqualTo(1));
				assertThat(meters.find("ydb.topic.listener.active").meter()).isNull();
				assertThat(meters.find("ydb.topic.send").meter()).isNull();
			});
	}

	@Test
	void metersOfAListenerAndItsPartitionsGoWithIt() {
		this.observed.withBean(MeterRegistry.class, SimpleMeterRegistry::new).run((context) -> {
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			context.getBean(TopicOperations.class).send("orders", "good").join();
			waiting().untilAsserted(() -> {
				assertThat(meters.get("ydb.topic.lag.messages")
					.tags("kind", "listener", "name", "billing", "consumer", "billing")
					.gauge()
					.value()).isZero();
				assertThat(meters.get("ydb.topic.partition.committed")
					.tags("listener", "billing", "partition", "0")
					.gauge()
					.value()).isEqualTo(1);
			});
			TopicListenerEndpointRegistry registry = context.getBean(TopicListenerEndpointRegistry.class);
			registry.unregister("billing");
			waiting().untilAsserted(() -> assertThat(meters.getMeters()).filteredOn(TopicMetersTest::isOfTheListener)
				.extracting((meter) -> meter.getId().getName())
				.isEmpty());
		});
	}

	/** For meters that are there only when something has happened. */
	private static ConditionFactory waiting() {
		return await().ignoreException(MeterNotFoundException.class);
	}

	/** A gauge or counter of what is, not of what happened. */
	private static boolean isOfTheListener(Meter meter) {
		String name = meter.getId().getName();
		return ("billing".equals(meter.getId().getTag("name")) && !name.equals("ydb.topic.reconnects"))
				|| name.startsWith("ydb.topic.partition.") || name.equals("ydb.topic.partitions.held")
				|| name.equals("ydb.topic.listener.connected");
	}

	@Test
	void theDashboardShowsMetersThatExistAndLacksNoneOfTheMainOnes() throws IOException {
		Set<String> shown = new TreeSet<>();
		Matcher names = Pattern.compile("ydb_topic_[a-z_]+").matcher(Files.readString(DASHBOARD));
		while (names.find()) {
			shown.add(names.group());
		}
		this.observed.withBean(MeterRegistry.class, () -> new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				PrometheusMeterRegistry meters = context.getBean(PrometheusMeterRegistry.class);
				context.getBean(Shop.class).orders.write("good").join();
				context.getBean(TopicOperations.class).send("orders", "bad").join();
				await().until(() -> meters.scrape().contains("ydb_topic_listener_recovered_total"));
				context.getBean(EmbeddedBroker.class).faults().cutStreams();
				await().until(() -> meters.scrape().contains("ydb_topic_reconnects_total")
						&& meters.scrape().contains("ydb_topic_handover_redelivered_total"));
				Set<String> known = new TreeSet<>();
				Matcher scraped = Pattern.compile("^(ydb_topic_[a-z_]+)[ {]", Pattern.MULTILINE)
					.matcher(meters.scrape());
				while (scraped.find()) {
					known.add(scraped.group(1));
				}
				assertThat(known).as("meters that the dashboard shows").containsAll(shown);
				assertThat(known).as("the main ones").containsAll(MAIN);
				assertThat(shown).as("what %s shows", DASHBOARD).containsAll(MAIN);
			});
	}

	static class Shop {

		@Autowired
		TopicWriter<String> orders;

		@Autowired
		TopicReader<String> audit;

		@TopicListener(id = "billing", topics = "orders", consumer = "billing")
		void bill(String order) {
			if (order.equals("bad")) {
				throw new IllegalStateException("bad");
			}
		}

	}

}
