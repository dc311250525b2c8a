package io.ydbtopic.spring.autoconfigure;

import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.client.TopicAdmin;
import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.TopicClientSettings;
import io.ydbtopic.spring.actuate.TopicsEndpoint;
import io.ydbtopic.spring.config.ListenerSettings;
import io.ydbtopic.spring.config.TopicListenerEndpointRegistry;
import io.ydbtopic.spring.core.NamedStreams;
import io.ydbtopic.spring.core.TopicClients;
import io.ydbtopic.spring.core.TopicOperations;
import io.ydbtopic.spring.core.TopicTemplate;
import io.ydbtopic.spring.health.TopicHealthContributor;
import io.ydbtopic.spring.listener.DeliveryGates;
import io.ydbtopic.spring.listener.ListenerObserver;
import io.ydbtopic.spring.listener.ListenerRuntime;
import io.ydbtopic.spring.listener.VirtualListenerRuntime;
import io.ydbtopic.spring.observation.BatchSpanHandler;
import io.ydbtopic.spring.observation.ObservedListeners;
import io.ydbtopic.spring.observation.ObservedWriters;
import io.ydbtopic.spring.observation.TopicMeterBinder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * When each auto-configuration is there, and for what it steps back.
 */
class AutoConfigurationConditionsTest {

	private final TopicClient client = mock();

	private final ApplicationContextRunner all = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ours()))
		.withPropertyValues("management.endpoints.web.exposure.include=*",
				"management.endpoints.jmx.exposure.include=*", "ydb.topic.discovery.enabled=false");

	private final ApplicationContextRunner faked = this.all.withBean("client", TopicClient.class, () -> this.client);

	AutoConfigurationConditionsTest() {
		given(this.client.admin()).willReturn(mock(TopicAdmin.class));
	}

	/** As an application finds them. */
	private static Class<?>[] ours() {
		return ImportCandidates.load(AutoConfiguration.class, AutoConfigurationConditionsTest.class.getClassLoader())
			.getCandidates()
			.stream()
			.filter((name) -> name.startsWith("io.ydbtopic."))
			.map((name) -> ClassUtils.resolveClassName(name, null))
			.toArray(Class<?>[]::new);
	}

	@Test
	void allAreFoundByBoot() {
		assertThat(ours()).contains(EmbeddedTopicBrokerAutoConfiguration.class, TopicAutoConfiguration.class,
				TopicHealthContributorAutoConfiguration.class, TopicMetricsAutoConfiguration.class,
				TopicsConsoleAutoConfiguration.class, TopicsEndpointAutoConfiguration.class);
	}

	@Test
	void theStarterAloneStartsAndStops() {
		this.all
			.withClassLoader(new FilteredClassLoader("tools.jackson", "io.micrometer", "jakarta.validation",
					"org.hibernate.validator", "reactor.core", "org.testcontainers", "io.ydbtopic.broker",
					"org.springframework.boot.actuate.endpoint", "org.springframework.boot.health.contributor",
					"org.springframework.boot.jackson", "org.springframework.boot.docker",
					"org.springframework.boot.testcontainers", "org.springframework.boot.micrometer.metrics",
					"org.springframework.boot.validation", "org.springframework.web", "jakarta.servlet", "kotlin"))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context).hasSingleBean(TopicClient.class)
					.hasSingleBean(TopicTemplate.class)
					.hasSingleBean(TopicListenerEndpointRegistry.class)
					.doesNotHaveBean(EmbeddedTopicBrokerAutoConfiguration.class)
					.doesNotHaveBean("topicsEndpoint")
					.doesNotHaveBean("ydbTopicHealthContributor")
					.doesNotHaveBean("topicMeterBinder");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "tools.jackson", "io.micrometer", "io.micrometer.tracing", "jakarta.validation",
			"org.springframework.transaction", "org.springframework.jdbc", "reactor.core", "io.ydbtopic.broker",
			"org.springframework.boot.actuate.endpoint", "org.springframework.boot.health.contributor",
			"org.testcontainers", "org.springframework.boot.docker", "org.springframework.web", "jakarta.servlet",
			"kotlin" })
	void theRestStartsWhenOneLibraryIsMissing(String missing) {
		this.faked.withClassLoader(new FilteredClassLoader(missing))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(TopicTemplate.class));
	}

	@Test
	void withoutTheClientThereIsNothing() {
		this.all.withClassLoader(new FilteredClassLoader(TopicClient.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(TopicAutoConfiguration.class)
				.doesNotHaveBean(TopicHealthContributorAutoConfiguration.class)
				.doesNotHaveBean(TopicMetricsAutoConfiguration.class)
				.doesNotHaveBean(TopicsEndpointAutoConfiguration.class));
	}

	@Test
	void theMainOneStepsBackForEachBeanOfTheApplication() {
		TopicConnectionDetails details = () -> "grpc://own.invalid:1/local";
		TopicClientSettings settings = TopicClientSettings.of("grpc://own.invalid:1/local");
		TopicOperations operations = mock();
		TopicClients clients = new TopicClients(this.client, List.of(), (name) -> this.client);
		ListenerRuntime runtime = new VirtualListenerRuntime();
		ListenerSettings listenerSettings = ListenerSettings.defaults(() -> 0);
		DeliveryGates gates = new DeliveryGates(() -> 0, List.of());
		this.faked.withBean("own1", TopicConnectionDetails.class, () -> details)
			.withBean("own2", TopicClientSettings.class, () -> settings)
			.withBean("own3", TopicOperations.class, () -> operations)
			.withBean("own4", TopicClients.class, () -> clients)
			.withBean("own5", ListenerRuntime.class, () -> runtime)
			.withBean("own6", ListenerSettings.class, () -> listenerSettings)
			.withBean("own7", DeliveryGates.class, () -> gates)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(TopicConnectionDetails.class)).isSameAs(details);
				assertThat(context.getBean(TopicClientSettings.class)).isSameAs(settings);
				assertThat(context.getBean(TopicClient.class)).isSameAs(this.client);
				assertThat(context.getBean(TopicOperations.class)).isSameAs(operations);
				assertThat(context.getBean(TopicClients.class)).isSameAs(clients);
				assertThat(context.getBean(ListenerRuntime.class)).isSameAs(runtime);
				assertThat(context.getBean(ListenerSettings.class)).isSameAs(listenerSettings);
				assertThat(context.getBean(DeliveryGates.class)).isSameAs(gates);
				assertThat(context).hasSingleBean(NamedStreams.class);
			});
	}

	@Test
	void aBrokerIsThereOnlyWhereItIsWanted() {
		this.faked.run((context) -> assertThat(context).doesNotHaveBean(EmbeddedBroker.class));
		this.faked.withPropertyValues("ydb.topic.embedded.enabled=true").run((context) -> {
			assertThat(context).hasSingleBean(EmbeddedBroker.class);
			assertThat(context.getBean(TopicConnectionDetails.class))
				.isInstanceOf(EmbeddedBrokerConnectionDetails.class);
		});
		this.faked.withPropertyValues("ydb.topic.embedded.enabled=true")
			.withBean(TopicConnectionDetails.class, () -> () -> "grpc://own.invalid:1/local")
			.run((context) -> assertThat(context).doesNotHaveBean(EmbeddedBroker.class));
	}

	@Test
	void healthIsThereUnlessItIsSwitchedOffOrReplaced() {
		this.faked.run((context) -> assertThat(context).hasSingleBean(TopicHealthContributor.class));
		this.faked.withPropertyValues("management.health.ydbTopic.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(TopicHealthContributor.class));
		this.faked.withPropertyValues("management.health.defaults.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(TopicHealthContributor.class));
		this.faked.withBean("ydbTopicHealthIndicator", HealthIndicator.class, () -> () -> Health.up().build())
			.run((context) -> assertThat(context).doesNotHaveBean(TopicHealthContributor.class));
		this.faked.withClassLoader(new FilteredClassLoader(HealthContributor.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(TopicHealthContributorAutoConfiguration.class));
	}

	@Test
	void observationsAreThereWhereARegistryIsAndCanBeSwitchedOff() {
		this.faked.run((context) -> assertThat(context).doesNotHaveBean(ObservedWriters.class)
			.doesNotHaveBean(ObservedListeners.class));
		ApplicationContextRunner observed = this.faked.withBean(ObservationRegistry.class, ObservationRegistry::create);
		observed.run((context) -> assertThat(context).hasSingleBean(ObservedWriters.class)
			.hasSingleBean(ObservedListeners.class)
			.doesNotHaveBean(BatchSpanHandler.class));
		observed.withPropertyValues("ydb.topic.observation.send=false", "ydb.topic.observation.listen=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(ObservedWriters.class)
				.doesNotHaveBean(ObservedListeners.class));
		observed.withBean(Tracer.class, () -> Tracer.NOOP)
			.run((context) -> assertThat(context).hasSingleBean(BatchSpanHandler.class));
		ObservedWriters own = new ObservedWriters(() -> ObservationRegistry.NOOP, null);
		observed.withBean("own", ObservedWriters.class, () -> own)
			.run((context) -> assertThat(context.getBean(ObservedWriters.class)).isSameAs(own));
	}

	@Test
	void metersAreThereWhereARegistryIsAndStepBack() {
		this.faked.run((context) -> assertThat(context).doesNotHaveBean(TopicMeterBinder.class));
		ApplicationContextRunner metered = this.faked.withBean(MeterRegistry.class, SimpleMeterRegistry::new);
		metered.run((context) -> assertThat(context).hasSingleBean(TopicMeterBinder.class));
		ListenerObserver own = mock();
		metered.withBean(ListenerObserver.class, () -> own)
			.run((context) -> assertThat(context.getBean(ListenerObserver.class)).isSameAs(own));
	}

	@Test
	void theEndpointIsThereWhereItIsExposedAndStepsBack() {
		this.faked.run((context) -> assertThat(context).hasSingleBean(TopicsEndpoint.class));
		this.faked.withPropertyValues("management.endpoint.topics.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(TopicsEndpoint.class));
		this.faked
			.withPropertyValues("management.endpoints.web.exposure.include=health",
					"management.endpoints.jmx.exposure.include=health")
			.run((context) -> assertThat(context).doesNotHaveBean(TopicsEndpoint.class));
		TopicsEndpoint own = mock();
		this.faked.withBean("own", TopicsEndpoint.class, () -> own)
			.run((context) -> assertThat(context.getBean(TopicsEndpoint.class)).isSameAs(own));
		this.faked.withClassLoader(new FilteredClassLoader(Endpoint.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(TopicsEndpointAutoConfiguration.class));
	}

	@Test
	void theOrderIsBrokerThenClientThenWhatLooksAtIt() {
		this.faked.withPropertyValues("ydb.topic.embedded.enabled=true")
			.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.run((context) -> assertThat(List.of(context.getBeanFactory().getBeanDefinitionNames()))
				.containsSubsequence(EmbeddedTopicBrokerAutoConfiguration.class.getName(),
						TopicAutoConfiguration.class.getName(), TopicMetricsAutoConfiguration.class.getName()));
	}

}
