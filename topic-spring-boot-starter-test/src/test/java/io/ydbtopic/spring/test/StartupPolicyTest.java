package io.ydbtopic.spring.test;

import io.ydbtopic.spring.annotation.TopicListener;
import io.ydbtopic.spring.autoconfigure.EmbeddedTopicBrokerAutoConfiguration;
import io.ydbtopic.spring.autoconfigure.TopicAutoConfiguration;
import io.ydbtopic.spring.config.TopicListenerEndpointRegistry;
import io.ydbtopic.spring.listener.ListenerStartException;
import io.ydbtopic.spring.listener.ListenerState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A topic or a consumer that does not exist, on a broker inside the application.
 */
class StartupPolicyTest {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class,
				EmbeddedTopicBrokerAutoConfiguration.class, TopicAutoConfiguration.class))
		.withPropertyValues("ydb.topic.embedded.enabled=true", "ydb.topic.embedded.topics.orders.partitions=2",
				"ydb.topic.embedded.topics.orders.consumers=billing")
		.withBean(Listening.class);

	@Test
	void aListenerOfWhatExistsRuns() {
		this.runner.withPropertyValues("topic=orders", "consumer=billing").run((context) -> {
			TopicListenerEndpointRegistry registry = context.getBean(TopicListenerEndpointRegistry.class);
			await()
				.untilAsserted(() -> assertThat(registry.getContainer("one").state()).isEqualTo(ListenerState.RUNNING));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "topic=missing", "consumer=missing" })
	void byDefaultTheListenerAloneFails(String wrong) {
		this.runner.withPropertyValues("topic=orders", "consumer=billing").withPropertyValues(wrong).run((context) -> {
			assertThat(context).hasNotFailed();
			TopicListenerEndpointRegistry registry = context.getBean(TopicListenerEndpointRegistry.class);
			await().untilAsserted(() -> {
				assertThat(registry.getContainer("one").state()).isEqualTo(ListenerState.FAILED);
				assertThat(registry.getContainer("one").failure()).hasMessageContaining("missing");
			});
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "topic=missing", "consumer=missing" })
	void withThePolicyFailTheApplicationDoesNotStart(String wrong) {
		this.runner.withPropertyValues("topic=orders", "consumer=billing", "ydb.topic.listener.startup-policy=fail")
			.withPropertyValues(wrong)
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.satisfies((cause) -> assertThat(context.getStartupFailure())
					.hasStackTraceContaining(ListenerStartException.class.getName())
					.hasStackTraceContaining("missing")));
	}

	static class Listening {

		@TopicListener(id = "one", topics = "${topic}", consumer = "${consumer}")
		void listen(String text) {
		}

	}

}
