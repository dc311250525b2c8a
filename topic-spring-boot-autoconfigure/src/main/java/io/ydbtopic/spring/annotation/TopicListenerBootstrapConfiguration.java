package io.ydbtopic.spring.annotation;

import io.ydbtopic.spring.config.TopicListenerEndpointRegistry;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Registers what finds listeners and what runs them, under fixed names, unless they are
 * there already.
 */
public class TopicListenerBootstrapConfiguration implements ImportBeanDefinitionRegistrar {

	/** Name of the bean that finds listeners. */
	public static final String POST_PROCESSOR = "io.ydbtopic.spring.annotation.internalTopicListenerAnnotationProcessor";

	/** Name of the bean that runs listeners. */
	public static final String REGISTRY = "io.ydbtopic.spring.config.internalTopicListenerEndpointRegistry";

	/** Name of the container factory of listeners that name none. */
	public static final String DEFAULT_FACTORY = "topicListenerContainerFactory";

	@Override
	public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
		register(registry, POST_PROCESSOR, TopicListenerAnnotationBeanPostProcessor.class);
		register(registry, REGISTRY, TopicListenerEndpointRegistry.class);
	}

	private static void register(BeanDefinitionRegistry registry, String name, Class<?> type) {
		if (!registry.containsBeanDefinition(name)) {
			RootBeanDefinition definition = new RootBeanDefinition(type);
			definition.setRole(BeanDefinition.ROLE_INFRASTRUCTURE);
			registry.registerBeanDefinition(name, definition);
		}
	}

}
