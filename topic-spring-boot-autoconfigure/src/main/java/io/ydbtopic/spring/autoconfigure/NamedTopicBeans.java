package io.ydbtopic.spring.autoconfigure;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.env.Environment;

/**
 * The beans that have the names of a configuration. They are registered when the
 * application starts, also when it was processed ahead of time: the names may be others
 * then. Stateless.
 */
public final class NamedTopicBeans {

	private static final String MARK = NamedTopicBeans.class.getName();

	private NamedTopicBeans() {
	}

	static void mark(RootBeanDefinition definition) {
		definition.setAttribute(MARK, true);
	}

	/**
	 * Whether a definition was made by {@link #register}.
	 */
	public static boolean contains(BeanDefinition definition) {
		return definition.hasAttribute(MARK);
	}

	/**
	 * Registers a bean for each writer, reader and client that the environment names.
	 * @throws io.ydbtopic.spring.support.TopicConfigurationException if a name is taken
	 */
	public static void register(BeanDefinitionRegistry registry, Environment environment) {
		NamedStreamsRegistrar.register(environment, registry);
		NamedClientsRegistrar.register(environment, registry);
	}

}
