package io.ydbtopic.spring.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;
import io.ydbtopic.client.TopicClient;
import io.ydbtopic.spring.config.TopicListenerEndpointRegistry;
import io.ydbtopic.spring.core.NamedStreams;
import io.ydbtopic.spring.core.TopicClients;
import io.ydbtopic.spring.listener.ListenerObserver;
import io.ydbtopic.spring.observation.MicrometerListenerObserver;
import io.ydbtopic.spring.observation.TopicMeterBinder;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
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

	TopicMetricsAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	TopicMeterBinder topicMeterBinder(TopicClients clients, NamedStreams streams,
			TopicListenerEndpointRegistry registry) {
		return new TopicMeterBinder(clients, streams, registry);
	}

	@Bean
	@ConditionalOnMissingBean(ListenerObserver.class)
	MicrometerListenerObserver topicListenerObserver(ObjectProvider<MeterRegistry> registry) {
		return new MicrometerListenerObserver(registry::getIfAvailable);
	}

}
