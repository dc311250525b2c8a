package io.ydbtopic.spring.autoconfigure;

import io.ydbtopic.client.TopicClient;
import io.ydbtopic.spring.actuate.TopicsEndpoint;
import io.ydbtopic.spring.actuate.TopicsEndpointWebExtension;
import io.ydbtopic.spring.config.ListenerSettings;
import io.ydbtopic.spring.config.TopicListenerEndpointRegistry;
import io.ydbtopic.spring.core.NamedStreams;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * The {@code topics} endpoint.
 */
@AutoConfiguration(after = TopicAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBean(TopicClient.class)
@ConditionalOnAvailableEndpoint(TopicsEndpoint.class)
public final class TopicsEndpointAutoConfiguration {

	TopicsEndpointAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	TopicsEndpoint topicsEndpoint(TopicListenerEndpointRegistry registry, NamedStreams streams,
			ListenerSettings settings) {
		return new TopicsEndpoint(registry, streams, settings);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnClass(EndpointWebExtension.class)
	@ConditionalOnAvailableEndpoint(endpoint = TopicsEndpoint.class, exposure = EndpointExposure.WEB)
	TopicsEndpointWebExtension topicsEndpointWebExtension(TopicsEndpoint endpoint) {
		return new TopicsEndpointWebExtension(endpoint);
	}

}
