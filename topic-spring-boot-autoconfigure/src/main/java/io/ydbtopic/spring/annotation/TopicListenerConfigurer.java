package io.ydbtopic.spring.annotation;

import io.ydbtopic.spring.config.TopicListenerEndpointRegistrar;

/**
 * Takes part when listeners are registered: adds endpoints in code, or sets the converter
 * or the validator of annotated methods. Beans of this type are called in their order,
 * after all annotated methods were found.
 */
@FunctionalInterface
public interface TopicListenerConfigurer {

	/**
	 * Takes part.
	 */
	void configureTopicListeners(TopicListenerEndpointRegistrar registrar);

}
