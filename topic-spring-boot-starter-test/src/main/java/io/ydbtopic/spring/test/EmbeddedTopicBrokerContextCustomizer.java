package io.ydbtopic.spring.test;

import java.util.ArrayList;
import java.util.List;

import io.ydbtopic.broker.BrokerOptions;
import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.broker.TopicSpec;
import io.ydbtopic.broker.fault.TopicFaults;
import io.ydbtopic.spring.autoconfigure.EmbeddedBrokerConnectionDetails;
import io.ydbtopic.spring.autoconfigure.TopicConnectionDetails;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Puts a broker into a context. Two are equal when the annotation says the same: then the
 * context is shared.
 *
 * @param topics as the annotation says
 * @param consumers as the annotation says
 * @param database as the annotation says
 * @param port as the annotation says
 */
record EmbeddedTopicBrokerContextCustomizer(List<String> topics, List<String> consumers, String database,
		int port) implements ContextCustomizer {

	@Override
	public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration merged) {
		if (!(context.getBeanFactory() instanceof BeanDefinitionRegistry registry)) {
			throw new IllegalStateException("@EmbeddedTopicBroker needs a bean factory that takes definitions, not "
					+ context.getBeanFactory());
		}
		ListableBeanFactory beans = context.getBeanFactory();
		Environment environment = context.getEnvironment();
		RootBeanDefinition broker = new RootBeanDefinition(EmbeddedBroker.class,
				() -> EmbeddedBroker.start(options(environment)));
		broker.setDestroyMethodName("close");
		registry.registerBeanDefinition("embeddedTopicBroker", broker);
		registry.registerBeanDefinition("embeddedTopicFaults", new RootBeanDefinition(TopicFaults.class,
				() -> beans.getBean("embeddedTopicBroker", EmbeddedBroker.class).faults()));
		RootBeanDefinition details = new RootBeanDefinition(TopicConnectionDetails.class,
				() -> new EmbeddedBrokerConnectionDetails(beans.getBean("embeddedTopicBroker", EmbeddedBroker.class)));
		// Whoever connects is closed before the broker.
		details.setDependsOn("embeddedTopicBroker");
		registry.registerBeanDefinition("embeddedTopicConnectionDetails", details);
	}

	private BrokerOptions options(Environment environment) {
		BrokerOptions.Builder options = BrokerOptions.builder().port(this.port).database(this.database);
		for (String text : this.topics) {
			TopicSpec spec = TopicSpec.parse(environment.resolveRequiredPlaceholders(text));
			List<String> all = new ArrayList<>(spec.consumers());
			for (String consumer : this.consumers) {
				String name = environment.resolveRequiredPlaceholders(consumer);
				if (!all.contains(name)) {
					all.add(name);
				}
			}
			options.topic(new TopicSpec(spec.name(), spec.partitions(), all));
		}
		return options.build();
	}

}
