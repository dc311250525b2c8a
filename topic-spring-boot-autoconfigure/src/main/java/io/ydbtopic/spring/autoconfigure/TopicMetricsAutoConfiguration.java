package io.ydbtopic.spring.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;
import io.ydbtopic.client.TopicClient;
import io.ydbtopic.spring.config.TopicListenerEndpointRegistry;
import io.ydbtopic.spring.core.NamedStreams;
import io.ydbtopic.spring.core.TopicClients;
import io.ydbtopic.spring.listener.ListenerObserver;
import io.ydbtopic.spring.observation.MicrometerListenerObserver;
import io.ydbtopic.spring.observation.PartitionMeters;
import io.ydbtopic.spring.observation.TopicMeterBinder;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Meters of streams and listeners.
 */
@AutoConfiguration(after = TopicAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ MeterRegistry.class, TopicClient.class })
public final class TopicMetricsAutoConfiguration {

	private static final String OBSERVED_LISTENERS = "io.ydbtopic.spring.observation.ObservedListeners";

	TopicMetricsAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	TopicMeterBinder topicMeterBinder(TopicClients clients, NamedStreams streams,
			TopicListenerEndpointRegistry registry) {
		return new TopicMeterBinder(clients, streams, registry);
	}

	@Bean
	@ConditionalOnMissingBean(value = ListenerObserver.class, ignoredType = OBSERVED_LISTENERS)
	MicrometerListenerObserver topicListenerObserver(ObjectProvider<MeterRegistry> registry, BeanFactory beans) {
		return new MicrometerListenerObserver(registry::getIfAvailable,
				() -> !beans.containsBean(TopicObservationAutoConfiguration.LISTENERS));
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBooleanProperty("ydb.topic.metrics.per-partition")
	PartitionMeters topicPartitionMeters(ObjectProvider<MeterRegistry> registry) {
		return new PartitionMeters(registry::getIfAvailable);
	}

}
