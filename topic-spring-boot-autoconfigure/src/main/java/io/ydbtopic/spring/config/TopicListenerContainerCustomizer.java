package io.ydbtopic.spring.config;

import io.ydbtopic.spring.listener.ContainerParts;

/**
 * Has the last word about what a container is made of. Beans of this type are asked in
 * their order.
 */
@FunctionalInterface
public interface TopicListenerContainerCustomizer {

	/**
	 * The parts to go on with, the same or changed ones.
	 */
	ContainerParts customize(ContainerParts parts, TopicListenerEndpoint endpoint);

}
