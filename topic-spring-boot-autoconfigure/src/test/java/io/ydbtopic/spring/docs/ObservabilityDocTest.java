package io.ydbtopic.spring.docs;

import io.micrometer.common.KeyValues;
import io.micrometer.observation.ObservationPredicate;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.ydbtopic.spring.autoconfigure.EmbeddedTopicBrokerAutoConfiguration;
import io.ydbtopic.spring.autoconfigure.TopicAutoConfiguration;
import io.ydbtopic.spring.autoconfigure.TopicObservationAutoConfiguration;
import io.ydbtopic.spring.core.TopicOperations;
import io.ydbtopic.spring.observation.DefaultTopicSendConvention;
import io.ydbtopic.spring.observation.TopicSendContext;
import io.ydbtopic.spring.observation.TopicSendConvention;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.awaitility.Awaitility.await;

/**
 * The code of docs/observability.md at work.
 */
class ObservabilityDocTest {

	@Test
	void aConventionAndAPredicateOfTheApplicationAreUsed() {
		TestObservationRegistry registry = TestObservationRegistry.create();
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(EmbeddedTopicBrokerAutoConfiguration.class,
					TopicAutoConfiguration.class, TopicObservationAutoConfiguration.class))
			.withUserConfiguration(App.class)
			.withBean(ObservationRegistry.class, () -> registry)
			.withPropertyValues("ydb.topic.embedded.enabled=true", "ydb.topic.embedded.topics.orders.partitions=1",
					"ydb.topic.embedded.topics.noise.partitions=1")
			.run((context) -> {
				registry.observationConfig().observationPredicate(context.getBean(ObservationPredicate.class));
				TopicOperations operations = context.getBean(TopicOperations.class);
				operations.send("orders", "a").join();
				operations.send("noise", "b").join();
				await().untilAsserted(() -> TestObservationRegistryAssert.assertThat(registry)
					.hasNumberOfObservationsEqualTo(1)
					.hasObservationWithNameEqualTo("ydb.topic.send")
					.that()
					.hasLowCardinalityKeyValue("topic", "orders")
					.hasLowCardinalityKeyValue("region", "eu")
					.hasBeenStopped());
			});
	}

	@Configuration(proxyBeanMethods = false)
	static class App {

		// tag::convention[]
		@Bean
		TopicSendConvention sendConvention() {
			return new DefaultTopicSendConvention() {

				@Override
				public KeyValues getLowCardinalityKeyValues(TopicSendContext context) {
					return super.getLowCardinalityKeyValues(context).and("region", "eu");
				}

			};
		}
		// end::convention[]

		// tag::predicate[]
		@Bean
		ObservationPredicate withoutNoise() {
			return (name, context) -> !(context instanceof TopicSendContext sent && sent.topic().equals("noise"));
		}
		// end::predicate[]

	}

}
