package io.ydbtopic.spring.config;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.ydbtopic.client.TopicClient;
import io.ydbtopic.spring.core.TopicClients;
import io.ydbtopic.spring.listener.ContainerParts;
import io.ydbtopic.spring.listener.ContainerProperties;
import io.ydbtopic.spring.listener.DeliveryGate;
import io.ydbtopic.spring.listener.DeliveryGates;
import io.ydbtopic.spring.listener.IdempotencyStore;
import io.ydbtopic.spring.listener.ListenerObserver;
import io.ydbtopic.spring.listener.ListenerRuntime;
import io.ydbtopic.spring.listener.RateLimit;
import io.ydbtopic.spring.listener.TopicErrorHandler;
import io.ydbtopic.spring.listener.TopicFilter;
import io.ydbtopic.spring.listener.TopicListenerContainer;
import io.ydbtopic.spring.listener.TopicRebalanceListener;
import io.ydbtopic.spring.listener.TopicRecordInterceptor;
import io.ydbtopic.spring.support.NearestName;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationEventPublisherAware;

/**
 * The factory that an application has unless it defines its own. Set up before its first
 * use; thread-safe from then on.
 */
public class DefaultTopicListenerContainerFactory
		implements TopicListenerContainerFactory, BeanFactoryAware, ApplicationEventPublisherAware {

	private static final Logger logger = LoggerFactory.getLogger(DefaultTopicListenerContainerFactory.class);

	/** Beans that have a short name beside their own. */
	private static final Map<String, String> DELIVERED_STORES = Map.of("memory", "topicMemoryIdempotencyStore", "jdbc",
			"topicJdbcIdempotencyStore");

	private final TopicClient client;

	private final ListenerRuntime runtime;

	private ListenerSettings settings;

	private ListenerObserver observer = ListenerObserver.NONE;

	private List<TopicRecordInterceptor> interceptors = List.of();

	private List<TopicRebalanceListener> rebalanceListeners = List.of();

	private List<TopicListenerContainerCustomizer> customizers = List.of();

	/**
	 * What an application has instead of the configured handler; {@code null} for none.
	 */
	private @Nullable TopicErrorHandler errorHandler;

	private @Nullable DeliveryGates gates;

	private @Nullable TopicClients clients;

	private @Nullable BeanFactory beanFactory;

	private ApplicationEventPublisher events = (event) -> {
	};

	/**
	 * A factory with default settings.
	 * @param client where containers read
	 * @param runtime time and threads; not closed by the factory
	 */
	public DefaultTopicListenerContainerFactory(TopicClient client, ListenerRuntime runtime) {
		this.client = client;
		this.runtime = runtime;
		this.settings = ListenerSettings.defaults(runtime::random);
	}

	/**
	 * Completes what listeners say.
	 */
	public void setSettings(ListenerSettings settings) {
		this.settings = settings;
	}

	/**
	 * Hears of each call of a listener.
	 */
	public void setObserver(ListenerObserver observer) {
		this.observer = observer;
	}

	/**
	 * Stand around each message, in this order.
	 */
	public void setInterceptors(List<TopicRecordInterceptor> interceptors) {
		this.interceptors = List.copyOf(interceptors);
	}

	/**
	 * Hear of partitions.
	 */
	public void setRebalanceListeners(List<TopicRebalanceListener> rebalanceListeners) {
		this.rebalanceListeners = List.copyOf(rebalanceListeners);
	}

	/**
	 * Have the last word, in this order.
	 */
	public void setCustomizers(List<TopicListenerContainerCustomizer> customizers) {
		this.customizers = List.copyOf(customizers);
	}

	/**
	 * Handles failures of all listeners that name no bean for it; {@code null} for what
	 * is configured.
	 */
	public void setErrorHandler(@Nullable TopicErrorHandler errorHandler) {
		this.errorHandler = errorHandler;
	}

	/**
	 * Say when messages may be handed to listeners; without them, always.
	 */
	public void setGates(DeliveryGates gates) {
		this.gates = gates;
	}

	/**
	 * Clients of other clusters, for listeners that name one.
	 */
	public void setClients(TopicClients clients) {
		this.clients = clients;
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public void setApplicationEventPublisher(ApplicationEventPublisher publisher) {
		this.events = publisher;
	}

	@Override
	public TopicListenerContainer createContainer(TopicListenerEndpoint endpoint) {
		ListenerAttributes attributes = endpoint.attributes();
		ListenerChecks.checkId(attributes.origin(), attributes.id());
		ContainerProperties properties = this.settings.properties(attributes);
		ContainerParts parts;
		try {
			parts = new ContainerParts(attributes.id(), client(attributes), properties, errorHandler(attributes),
					this.runtime, this.observer, filter(attributes), dedupe(attributes), null, this.interceptors,
					this.rebalanceListeners, this.events, gate(attributes));
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidListenerException(attributes.origin(), String.valueOf(ex.getMessage()),
					"Correct the attributes of @TopicListener.", ex);
		}
		for (TopicListenerContainerCustomizer customizer : this.customizers) {
			parts = customizer.customize(parts, endpoint);
		}
		TopicListenerContainer container = endpoint.createContainer(parts);
		log(attributes, container);
		return container;
	}

	private void log(ListenerAttributes attributes, TopicListenerContainer container) {
		List<ListenerSetting> settings = this.settings.explain(attributes, container.properties());
		if (settings.isEmpty()) {
			logger.info("Listener '{}' ({}): {}", attributes.id(), attributes.origin(), container.properties());
			return;
		}
		logger.info("Listener '{}' ({}): {}; by default: {}; on failure: {}", attributes.id(), attributes.origin(),
				joined(settings, false), joined(settings, true), container.errorHandling());
	}

	private static String joined(List<ListenerSetting> settings, boolean byDefault) {
		return settings.stream()
			.filter((setting) -> setting.isDefault() == byDefault)
			.map(ListenerSetting::toString)
			.collect(Collectors.joining(", "));
	}

	private TopicErrorHandler errorHandler(ListenerAttributes attributes) {
		String name = attributes.errorHandler();
		if (name == null) {
			TopicErrorHandler own = this.errorHandler;
			return (own != null) ? own : this.settings.errorHandler(attributes);
		}
		return named(attributes, name, TopicErrorHandler.class, "errorHandler");
	}

	private TopicClient client(ListenerAttributes attributes) {
		String name = attributes.client();
		if (name == null) {
			return this.client;
		}
		TopicClients all = this.clients;
		Set<String> names = (all != null) ? all.names() : Set.of();
		if (all == null || !names.contains(name)) {
			throw new InvalidListenerException(attributes.origin(),
					"there is no client '" + name + "' under ydb.topic.clients", NearestName.hint(name, names));
		}
		return all.of(name);
	}

	private DeliveryGate gate(ListenerAttributes attributes) {
		DeliveryGates all = this.gates;
		if (all == null) {
			return DeliveryGate.OPEN;
		}
		RateLimit limit = this.settings.rateLimit(attributes);
		if (limit != null) {
			all.of(attributes.id()).limit(limit);
		}
		return all.gateOf(attributes.id());
	}

	private @Nullable TopicFilter filter(ListenerAttributes attributes) {
		String name = attributes.filter();
		return (name != null) ? named(attributes, name, TopicFilter.class, "filter") : null;
	}

	private @Nullable IdempotencyStore dedupe(ListenerAttributes attributes) {
		String name = this.settings.dedupe(attributes);
		if (name == null) {
			return null;
		}
		BeanFactory beans = this.beanFactory;
		String delivered = DELIVERED_STORES.get(name);
		if (delivered == null || (beans != null && beans.containsBean(name))) {
			return named(attributes, name, IdempotencyStore.class, "dedupe");
		}
		if (beans == null || !beans.containsBean(delivered)) {
			throw new InvalidListenerException(attributes.origin(),
					"its dedupe is '" + name + "', and there is no bean '" + delivered + "'",
					"jdbc".equals(name)
							? "Add spring-boot-starter-jdbc and configure a DataSource, or define a"
									+ " JdbcIdempotencyStore of that name."
							: "Define an IdempotencyStore of that name.");
		}
		return beans.getBean(delivered, IdempotencyStore.class);
	}

	private <B> B named(ListenerAttributes attributes, String name, Class<B> type, String attribute) {
		BeanFactory beans = this.beanFactory;
		if (beans != null && beans.containsBean(name) && beans.isTypeMatch(name, type)) {
			return beans.getBean(name, type);
		}
		List<String> known = (beans instanceof ListableBeanFactory listable)
				? List.of(listable.getBeanNamesForType(type)) : List.of();
		throw new InvalidListenerException(attributes.origin(),
				"there is no bean '" + name + "' of type " + type.getSimpleName() + " for its " + attribute,
				NearestName.hint(name, known));
	}

}
