package io.ydbtopic.spring.annotation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.ydbtopic.spring.config.InvalidListenerException;
import io.ydbtopic.spring.config.ListenerAttributes;
import io.ydbtopic.spring.config.TopicListenerContainerFactory;
import io.ydbtopic.spring.config.TopicListenerEndpoint;
import io.ydbtopic.spring.config.TopicListenerEndpointRegistrar;
import io.ydbtopic.spring.config.TopicListenerEndpointRegistry;
import io.ydbtopic.spring.listener.adapter.ListenerMethods;
import io.ydbtopic.spring.support.NearestName;
import io.ydbtopic.spring.support.TopicMessageConverter;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.validation.Validator;

/**
 * Finds methods and classes marked with {@link TopicListener} among all beans, and
 * registers them when all beans are there. It comes last, so that it sees proxies. For
 * the thread that starts the application, and for those that make beans later.
 */
public class TopicListenerAnnotationBeanPostProcessor
		implements BeanPostProcessor, Ordered, BeanFactoryAware, SmartInitializingSingleton {

	private final Set<Class<?>> withoutListeners = ConcurrentHashMap.newKeySet();

	private final TopicListenerEndpointRegistrar registrar = new TopicListenerEndpointRegistrar();

	/** Ids that were made of names, to keep overloaded methods apart. */
	private final Set<String> madeIds = new HashSet<>();

	private final List<FoundListener> found = new ArrayList<>();

	private @Nullable BeanFactory beanFactory;

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE;
	}

	/**
	 * Whether a class has listeners: it or its methods are marked with
	 * {@link TopicListener}.
	 */
	public static boolean hasListeners(Class<?> type) {
		return AnnotationUtils.isCandidateClass(type, TopicListener.class) && FoundListener.isIn(type);
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		Class<?> type = AopUtils.getTargetClass(bean);
		if (this.withoutListeners.contains(type) || !AnnotationUtils.isCandidateClass(type, TopicListener.class)) {
			return bean;
		}
		List<FoundListener> listeners = FoundListener.in(bean, beanName, type);
		if (listeners.isEmpty()) {
			this.withoutListeners.add(type);
			return bean;
		}
		synchronized (this.found) {
			this.found.addAll(listeners);
		}
		return bean;
	}

	@Override
	public void afterSingletonsInstantiated() {
		BeanFactory beans = this.beanFactory;
		if (!(beans instanceof ListableBeanFactory listable)) {
			throw new IllegalStateException("Listeners need a bean factory that lists its beans");
		}
		listable.getBeanProvider(TopicListenerConfigurer.class)
			.orderedStream()
			.forEach((configurer) -> configurer.configureTopicListeners(this.registrar));
		TopicListenerEndpointRegistry registry = listable.getBean(TopicListenerBootstrapConfiguration.REGISTRY,
				TopicListenerEndpointRegistry.class);
		registerAnnotated(listable);
		if (listable.containsBean(TopicListenerBootstrapConfiguration.DEFAULT_FACTORY)) {
			registry.setDefaultFactory(factory(listable, "@TopicListener", null));
		}
		this.registrar.flush(registry, (origin, name) -> factory(listable, origin, name));
	}

	private void registerAnnotated(ListableBeanFactory beans) {
		if (this.found.isEmpty()) {
			return;
		}
		TopicMessageConverter converter = this.registrar.messageConverter();
		if (converter == null) {
			converter = beans.getBeanProvider(TopicMessageConverter.class)
				.getIfUnique(() -> new TopicMessageConverter(List.of()));
		}
		Validator validator = this.registrar.validator();
		if (validator == null) {
			validator = beans.getBeanProvider(Validator.class).getIfUnique();
		}
		ListenerMethods methods = new ListenerMethods(converter, validator, beans);
		RetryTopicsResolver retries = new RetryTopicsResolver(beans);
		for (FoundListener one : this.found) {
			ListenerAttributesResolver resolver = new ListenerAttributesResolver(beans, one.bean());
			TopicListener annotation = one.annotation();
			ListenerAttributes attributes = resolver.resolve(annotation, one.defaultId(), one.origin());
			if (annotation.id().isEmpty()) {
				attributes = withUniqueId(attributes);
			}
			TopicListenerEndpoint endpoint = one.endpoint(attributes, methods,
					resolver.batch(annotation, one.origin()));
			String factory = resolver.containerFactory(annotation, one.origin());
			retries.endpoints(one, endpoint, methods).forEach((each) -> this.registrar.register(each, factory));
		}
	}

	private ListenerAttributes withUniqueId(ListenerAttributes attributes) {
		String id = attributes.id().replaceAll("[^A-Za-z0-9._-]", "_");
		String unique = id;
		for (int i = 2; !this.madeIds.add(unique); i++) {
			unique = id + "-" + i;
		}
		return attributes.withId(unique);
	}

	private static TopicListenerContainerFactory factory(ListableBeanFactory beans, String origin,
			@Nullable String name) {
		String wanted = (name != null) ? name : TopicListenerBootstrapConfiguration.DEFAULT_FACTORY;
		if (beans.containsBean(wanted) && beans.isTypeMatch(wanted, TopicListenerContainerFactory.class)) {
			return beans.getBean(wanted, TopicListenerContainerFactory.class);
		}
		throw new InvalidListenerException(origin,
				"there is no bean '" + wanted + "' of type TopicListenerContainerFactory",
				NearestName.hint(wanted, List.of(beans.getBeanNamesForType(TopicListenerContainerFactory.class))));
	}

}
