package io.ydbtopic.spring.test;

import java.time.Duration;
import java.util.List;

import io.ydbtopic.broker.BrokerOptions;
import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.admin.ConsumerConfig;
import io.ydbtopic.client.admin.TopicConfig;
import io.ydbtopic.spring.annotation.TopicListener;
import io.ydbtopic.spring.autoconfigure.TopicAutoConfiguration;
import io.ydbtopic.spring.core.TopicDefinition;
import io.ydbtopic.spring.support.TopicConfigurationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Topics as beans: made, checked, or left alone.
 */
class ProvisioningTest {

	private EmbeddedBroker broker;

	@BeforeEach
	void start() {
		this.broker = EmbeddedBroker.start(BrokerOptions.builder().topic("there:2:audit").build());
	}

	@AfterEach
	void stop() {
		this.broker.close();
	}

	private ApplicationContextRunner application(TopicDefinition... definitions) {
		ApplicationContextRunner runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(TopicAutoConfiguration.class))
			.withPropertyValues("ydb.topic.connection-string=" + this.broker.connectionString(),
					"ydb.topic.discovery.enabled=false");
		for (int i = 0; i < definitions.length; i++) {
			TopicDefinition definition = definitions[i];
			runner = runner.withBean("topic" + i, TopicDefinition.class, () -> definition);
		}
		return runner;
	}

	@Test
	void missingTopicsAndConsumersAreMadeBeforeListenersStartAndNothingIsRemoved() {
		application(TopicDefinition.of("orders", 3, "billing"), TopicDefinition.of("there", 1, "billing"))
			.withPropertyValues("ydb.topic.provisioning=create", "ydb.topic.listener.startup-policy=fail")
			.withBean(Billing.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				TopicClient client = context.getBean(TopicClient.class);
				assertThat(client.admin().describeTopic("orders").get().partitions()).hasSize(3);
				TopicConfig there = client.admin().describeTopic("there").get().config();
				assertThat(there.consumers()).extracting(ConsumerConfig::name)
					.containsExactlyInAnyOrder("audit", "billing");
				await().until(() -> this.broker.openStreams() == 1);
			});
		application(TopicDefinition.of("orders", 3, "billing")).withPropertyValues("ydb.topic.provisioning=create")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void aCheckTellsEveryDifferenceAtOnce() {
		TopicDefinition there = TopicDefinition.of("there",
				TopicConfig.builder().partitions(5).retention(Duration.ofHours(1)).consumer("billing").build());
		application(there, TopicDefinition.of("orders", 3)).withPropertyValues("ydb.topic.provisioning=validate")
			.run((context) -> {
				assertThat(context).hasFailed();
				assertThat(context.getStartupFailure()).rootCause()
					.isInstanceOf(TopicConfigurationException.class)
					.hasMessageContainingAll("Topic there: it has no consumer 'billing'",
							"Topic there: it has 2 partitions (expected: at least 5)",
							"Topic there: its retention is PT24H (expected: PT1H)", "Topic orders: it does not exist");
			});
	}

	@Test
	void aCheckOfWhatIsAsItShouldBePasses() {
		application(TopicDefinition.of("there", 2, "audit")).withPropertyValues("ydb.topic.provisioning=validate")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void byDefaultNobodyLooks() {
		application(TopicDefinition.of("nowhere", 3)).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(this.broker.journal().events((event) -> event.isAbout("nowhere"))).isEmpty();
		});
	}

	@Test
	void aBrokerThatIsAwayEndsTheStartInTime() {
		this.broker.close();
		application(TopicDefinition.of("orders", 3))
			.withPropertyValues("ydb.topic.provisioning=create", "ydb.topic.request-timeout=1s")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOf(TopicConfigurationException.class)
				.hasMessageContaining("Topic orders: it can't be looked at or made"));
	}

	@Test
	void aClusterThatIsNotThereIsNamed() {
		application(TopicDefinition.of("orders", 3).onClient("othr"))
			.withPropertyValues("ydb.topic.provisioning=create",
					"ydb.topic.clients.other.connection-string=" + this.broker.connectionString())
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContaining("There is no client 'othr'"));
	}

	static class Billing {

		@TopicListener(id = "billing", topics = "orders", consumer = "billing")
		void onOrder(List<byte[]> orders) {
			// What counts is that it starts.
		}

	}

}
