package io.ydbtopic.spring.config;

import io.ydbtopic.spring.listener.TopicListenerContainer;

/**
 * Makes containers of endpoints. An application may define several; a listener names its
 * own by {@code containerFactory}.
 */
@FunctionalInterface
public interface TopicListenerContainerFactory {

	/**
	 * A new container, not started.
	 * @throws io.ydbtopic.spring.support.TopicConfigurationException if the endpoint
	 * can't work
	 */
	TopicListenerContainer createContainer(TopicListenerEndpoint endpoint);

}
