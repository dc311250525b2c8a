package io.ydbtopic.spring.autoconfigure;

import io.ydbtopic.client.TopicClient;
import io.ydbtopic.spring.annotation.EnableTopicListeners;
import io.ydbtopic.spring.annotation.TopicListener;
import io.ydbtopic.spring.annotation.TopicListenerAnnotationBeanPostProcessor;
import io.ydbtopic.spring.annotation.TopicListenerBootstrapConfiguration;
import io.ydbtopic.spring.config.DefaultTopicListenerContainerFactory;
import io.ydbtopic.spring.config.ListenerSettings;
import io.ydbtopic.spring.config.TopicListenerContainerCustomizer;
import io.ydbtopic.spring.core.TopicClients;
import io.ydbtopic.spring.listener.DeliveryGate;
import io.ydbtopic.spring.listener.DeliveryGates;
import io.ydbtopic.spring.listener.ListenerObserver;
import io.ydbtopic.spring.listener.ListenerRuntime;
import io.ydbtopic.spring.listener.RateLimit;
import io.ydbtopic.spring.listener.ThreadedListenerRuntime;
import io.ydbtopic.spring.listener.TopicErrorHandler;
import io.ydbtopic.spring.listener.TopicRebalanceListener;
import io.ydbtopic.spring.listener.TopicRecordInterceptor;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.task.TaskDecorator;

/**
 * What runs {@link TopicListener} methods.
 */
@Configuration(proxyBeanMethods = false)
class TopicAnnotationDrivenConfiguration {

	@Bean
	@ConditionalOnMissingBean(ListenerRuntime.class)
	ThreadedListenerRuntime topicListenerRuntime(Environment environment, ObjectProvider<TaskDecorator> decorator) {
		return new ThreadedListenerRuntime(Threading.VIRTUAL.isActive(environment), decorator.getIfUnique());
	}

	@Bean
	@ConditionalOnMissingBean
	DeliveryGates topicDeliveryGates(ListenerRuntime runtime, ObjectProvider<DeliveryGate> own,
			TopicProperties properties) {
		DeliveryGates gates = new DeliveryGates(runtime::nanoTime, own.orderedStream().toList());
		new KeyedValues(TopicProperties.PREFIX).set("rate-limit", properties.getRateLimit(),
				(limit) -> gates.all().limit(RateLimit.of(limit)));
		return gates;
	}

	@Bean
	@ConditionalOnMissingBean(ListenerSettings.class)
	ConfiguredListenerSettings topicListenerSettings(Environment environment, TopicProperties properties,
			BeanFactory beans, ListenerRuntime runtime) {
		return new ConfiguredListenerSettings(environment, properties,
				(attributes) -> attributes.operations(beans)::send, runtime::random);
	}

	@Bean
	@ConditionalOnMissingBean
	TopicListenerContainerFactoryConfigurer topicListenerContainerFactoryConfigurer(ListenerSettings settings,
			ObjectProvider<ListenerObserver> observer, ObjectProvider<TopicErrorHandler> errorHandler,
			ObjectProvider<TopicRecordInterceptor> interceptors,
			ObjectProvider<TopicRebalanceListener> rebalanceListeners,
			ObjectProvider<TopicListenerContainerCustomizer> customizers, DeliveryGates gates, TopicClients clients) {
		return new TopicListenerContainerFactoryConfigurer(settings, observer, errorHandler, interceptors,
				rebalanceListeners, customizers, gates, clients);
	}

	@Bean(TopicListenerBootstrapConfiguration.DEFAULT_FACTORY)
	@ConditionalOnMissingBean(name = TopicListenerBootstrapConfiguration.DEFAULT_FACTORY)
	DefaultTopicListenerContainerFactory topicListenerContainerFactory(TopicClient client, ListenerRuntime runtime,
			TopicListenerContainerFactoryConfigurer configurer) {
		DefaultTopicListenerContainerFactory factory = new DefaultTopicListenerContainerFactory(client, runtime);
		configurer.configure(factory);
		return factory;
	}

	/** Lazy initialization must not leave listeners unfound. */
	@Bean
	static LazyInitializationExcludeFilter topicListenerEagerInitialization() {
		return (name, definition, type) -> TopicListenerAnnotationBeanPostProcessor.hasListeners(type);
	}

	/** Finds the listeners, unless the application says that itself. */
	@Configuration(proxyBeanMethods = false)
	@EnableTopicListeners
	@ConditionalOnMissingBean(name = TopicListenerBootstrapConfiguration.POST_PROCESSOR)
	static class EnableTopicListenersConfiguration {

	}

}
