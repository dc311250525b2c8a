package io.ydbtopic.spring.test;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.ydbtopic.broker.BrokerOptions;
import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.broker.TopicSpec;
import io.ydbtopic.broker.fault.TopicFaults;
import io.ydbtopic.client.ConnectionString;
import io.ydbtopic.client.admin.ConsumerConfig;
import io.ydbtopic.client.testing.VirtualTime;
import io.ydbtopic.spring.autoconfigure.EmbeddedBrokerConnectionDetails;
import io.ydbtopic.spring.autoconfigure.EmbeddedTopicBrokerAutoConfiguration;
import io.ydbtopic.spring.autoconfigure.TopicAutoConfiguration;
import io.ydbtopic.spring.autoconfigure.TopicClientFactory;
import io.ydbtopic.spring.autoconfigure.TopicConnectionDetails;
import io.ydbtopic.spring.core.NamedStreams;
import io.ydbtopic.spring.core.ProvisioningMode;
import io.ydbtopic.spring.core.TopicClients;
import io.ydbtopic.spring.core.TopicDefinition;
import io.ydbtopic.spring.core.TopicProvisioner;
import io.ydbtopic.spring.config.TopicListenerEndpointRegistry;
import io.ydbtopic.spring.support.TopicMessageConverter;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.bind.BindResult;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Listeners, the client and a broker on virtual time, in place of the JVM's threads.
 */
@AutoConfiguration(before = { TopicAutoConfiguration.class, EmbeddedTopicBrokerAutoConfiguration.class })
public final class VirtualTopicsAutoConfiguration {

	static final String PREFIX = "virtual-topics";

	private static final AtomicLong NUMBER = new AtomicLong();

	VirtualTopicsAutoConfiguration() {
	}

	/** Chosen before a test is known; it takes a seed of its own before anything runs. */
	@Bean
	VirtualTime topicVirtualTime() {
		return VirtualTime.seeded(0);
	}

	@Bean
	EmbeddedBroker virtualTopicBroker(VirtualTime time, Environment environment,
			ObjectProvider<TopicDefinition> definitions) {
		BrokerOptions.Builder options = BrokerOptions.builder()
			.inProcessName("virtual-topics-" + NUMBER.incrementAndGet())
			.autoCreateTopics(true);
		BindResult<List<String>> topics = Binder.get(environment)
			.bind(PREFIX + ".topics", Bindable.listOf(String.class));
		if (topics.isBound()) {
			topics.get().forEach((topic) -> options.topic(TopicSpec.parse(topic)));
		}
		definitions.orderedStream().forEach((definition) -> options.topic(spec(definition)));
		return EmbeddedBroker.start(options.build(), new VirtualBrokerRuntime(time));
	}

	private static TopicSpec spec(TopicDefinition definition) {
		List<String> consumers = definition.config().consumers().stream().map(ConsumerConfig::name).toList();
		return new TopicSpec(definition.path(), Math.toIntExact(Math.max(1, definition.config().partitions())),
				consumers);
	}

	@Bean
	TopicFaults virtualTopicFaults(EmbeddedBroker broker) {
		return broker.faults();
	}

	@Bean
	TopicConnectionDetails virtualTopicConnectionDetails(EmbeddedBroker broker) {
		return new EmbeddedBrokerConnectionDetails(broker);
	}

	/** Every cluster is the one broker. */
	@Bean
	TopicClientFactory virtualTopicClientFactory(VirtualTime time, EmbeddedBroker broker) {
		ConnectionString here = ConnectionString.parse(broker.connectionString());
		return (settings) -> time.open(settings.toBuilder().connectionString(here).build());
	}

	@Bean
	VirtualListenerRuntime virtualTopicListenerRuntime(VirtualTime time) {
		return new VirtualListenerRuntime(time);
	}

	/** The topics are there: provisioning would wait for answers that need time. */
	@Bean
	TopicProvisioner virtualTopicProvisioner(TopicClients clients) {
		return new TopicProvisioner(clients, List.of(), ProvisioningMode.NONE);
	}

	@Bean
	static VirtualShutdown virtualTopicShutdown(ObjectProvider<VirtualTime> time) {
		return new VirtualShutdown(time);
	}

	@Bean(VirtualShutdown.AFTER_LISTENERS)
	VirtualShutdown.Passing virtualTopicListenersStop(VirtualTime time,
			ObjectProvider<TopicListenerEndpointRegistry> listeners) {
		return new VirtualShutdown.Passing(time, TopicListenerEndpointRegistry.PHASE,
				() -> VirtualShutdown.isOver(listeners.getObject()));
	}

	@Bean(VirtualShutdown.AFTER_STREAMS)
	VirtualShutdown.Passing virtualTopicStreamsStop(VirtualTime time, ObjectProvider<TopicClients> clients) {
		return new VirtualShutdown.Passing(time, NamedStreams.PHASE,
				() -> clients.getObject().all().stream().allMatch((client) -> client.streams().isEmpty()));
	}

	@Bean
	TopicTestContext topicTestContext(VirtualTime time, EmbeddedBroker broker, TopicListenerEndpointRegistry listeners,
			TopicMessageConverter converter, TopicClients clients) {
		return new TopicTestContext(time, broker, listeners, converter, clients);
	}

}
