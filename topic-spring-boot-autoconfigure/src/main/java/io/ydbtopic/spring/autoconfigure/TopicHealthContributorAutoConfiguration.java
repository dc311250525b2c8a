package io.ydbtopic.spring.autoconfigure;

import java.time.Duration;

import io.ydbtopic.client.TopicClient;
import io.ydbtopic.spring.config.TopicListenerEndpointRegistry;
import io.ydbtopic.spring.core.NamedStreams;
import io.ydbtopic.spring.health.TopicHealthContributor;
import io.ydbtopic.spring.listener.ListenerRuntime;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;

/**
 * Health of streams and listeners.
 */
@AutoConfiguration(after = TopicAutoConfiguration.class)
@ConditionalOnClass({ HealthContributor.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(TopicClient.class)
@ConditionalOnEnabledHealthIndicator("ydbTopic")
public final class TopicHealthContributorAutoConfiguration {

	TopicHealthContributorAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean(name = { "ydbTopicHealthIndicator", "ydbTopicHealthContributor" })
	TopicHealthContributor ydbTopicHealthContributor(TopicListenerEndpointRegistry registry, NamedStreams streams,
			TopicProperties properties, ListenerRuntime runtime) {
		KeyedValues values = new KeyedValues(TopicProperties.PREFIX + ".health");
		Duration after = properties.getHealth().getReconnectingAfter();
		values.set("reconnecting-after", after, (time) -> {
			if (time.isNegative()) {
				throw new IllegalArgumentException("reconnectingAfter: " + time + " (expected: zero or more)");
			}
		});
		return new TopicHealthContributor(registry, streams, after, runtime::now);
	}

}
