package io.ydbtopic.spring.autoconfigure;

import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.TracingObservationHandler;
import io.ydbtopic.client.TopicClient;
import io.ydbtopic.spring.observation.BatchSpanHandler;
import io.ydbtopic.spring.observation.ObservedListeners;
import io.ydbtopic.spring.observation.ObservedWriters;
import io.ydbtopic.spring.observation.TopicReceiveConvention;
import io.ydbtopic.spring.observation.TopicSendConvention;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/**
 * Observations of writers and listeners. Before the main configuration, whose streams
 * take the observers.
 */
@AutoConfiguration(before = { TopicAutoConfiguration.class, TopicMetricsAutoConfiguration.class },
		afterName = { "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration",
				"org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration" })
@ConditionalOnClass({ TopicClient.class, ObservationRegistry.class })
@ConditionalOnBean(ObservationRegistry.class)
@EnableConfigurationProperties(TopicProperties.class)
public final class TopicObservationAutoConfiguration {

	/** Name of the bean by whose presence calls are timed by observations. */
	static final String LISTENERS = "topicObservedListeners";

	/** Before the handler for all that receives. */
	private static final int BEFORE_RECEIVERS = 900;

	TopicObservationAutoConfiguration() {
	}

	@Bean(LISTENERS)
	@ConditionalOnMissingBean
	@ConditionalOnBooleanProperty(name = "ydb.topic.observation.listen", matchIfMissing = true)
	ObservedListeners topicObservedListeners(ObjectProvider<ObservationRegistry> registry,
			ObjectProvider<TopicReceiveConvention> convention, TopicProperties properties) {
		return new ObservedListeners(() -> registry.getIfAvailable(() -> ObservationRegistry.NOOP),
				convention.getIfUnique(), properties.getObservation().isRecordsInBatch());
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBooleanProperty(name = "ydb.topic.observation.send", matchIfMissing = true)
	ObservedWriters topicObservedWriters(ObjectProvider<ObservationRegistry> registry,
			ObjectProvider<TopicSendConvention> convention) {
		return new ObservedWriters(() -> registry.getIfAvailable(() -> ObservationRegistry.NOOP),
				convention.getIfUnique());
	}

	/** Where there are traces. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Tracer.class, TracingObservationHandler.class })
	@ConditionalOnBean(Tracer.class)
	static class TracingConfiguration {

		@Bean
		@Order(BEFORE_RECEIVERS)
		@ConditionalOnMissingBean
		BatchSpanHandler topicBatchSpanHandler(Tracer tracer) {
			return new BatchSpanHandler(tracer);
		}

	}

}
