package io.ydbtopic.spring.autoconfigure;

import io.ydbtopic.spring.config.DefaultTopicListenerContainerFactory;
import io.ydbtopic.spring.config.ListenerSettings;
import io.ydbtopic.spring.config.TopicListenerContainerCustomizer;
import io.ydbtopic.spring.core.TopicClients;
import io.ydbtopic.spring.listener.DeliveryGates;
import io.ydbtopic.spring.listener.ListenerObserver;
import io.ydbtopic.spring.listener.TopicErrorHandler;
import io.ydbtopic.spring.listener.TopicRebalanceListener;
import io.ydbtopic.spring.listener.TopicRecordInterceptor;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Gives a container factory what the application has: settings, interceptors, handlers.
 * For factories that an application defines itself, beside or instead of the default one.
 */
public final class TopicListenerContainerFactoryConfigurer {

	private final ListenerSettings settings;

	private final ObjectProvider<ListenerObserver> observer;

	private final ObjectProvider<TopicErrorHandler> errorHandler;

	private final ObjectProvider<TopicRecordInterceptor> interceptors;

	private final ObjectProvider<TopicRebalanceListener> rebalanceListeners;

	private final ObjectProvider<TopicListenerContainerCustomizer> customizers;

	private final DeliveryGates gates;

	private final TopicClients clients;

	TopicListenerContainerFactoryConfigurer(ListenerSettings settings, ObjectProvider<ListenerObserver> observer,
			ObjectProvider<TopicErrorHandler> errorHandler, ObjectProvider<TopicRecordInterceptor> interceptors,
			ObjectProvider<TopicRebalanceListener> rebalanceListeners,
			ObjectProvider<TopicListenerContainerCustomizer> customizers, DeliveryGates gates, TopicClients clients) {
		this.settings = settings;
		this.observer = observer;
		this.errorHandler = errorHandler;
		this.interceptors = interceptors;
		this.rebalanceListeners = rebalanceListeners;
		this.customizers = customizers;
		this.gates = gates;
		this.clients = clients;
	}

	/**
	 * Sets up a factory. What is set afterwards wins.
	 */
	public void configure(DefaultTopicListenerContainerFactory factory) {
		factory.setSettings(this.settings);
		factory.setErrorHandler(this.errorHandler.getIfUnique());
		factory.setObserver(ListenerObserver.all(this.observer.orderedStream().toList()));
		factory.setInterceptors(this.interceptors.orderedStream().toList());
		factory.setRebalanceListeners(this.rebalanceListeners.orderedStream().toList());
		factory.setGates(this.gates);
		factory.setClients(this.clients);
		factory.setCustomizers(this.customizers.orderedStream().toList());
	}

}
