package io.ydbtopic.spring.test;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

import io.ydbtopic.spring.config.TopicListenerContainerCustomizer;
import io.ydbtopic.spring.core.TopicDefinition;
import io.ydbtopic.spring.listener.DeliveryGate;
import io.ydbtopic.spring.listener.IdempotencyStore;
import io.ydbtopic.spring.listener.TopicErrorHandler;
import io.ydbtopic.spring.listener.TopicFilter;
import io.ydbtopic.spring.listener.TopicRebalanceListener;
import io.ydbtopic.spring.listener.TopicRecordInterceptor;
import org.springframework.boot.test.context.filter.annotation.StandardAnnotationCustomizableTypeExcludeFilter;
import org.springframework.messaging.converter.MessageConverter;

/**
 * Leaves out of a {@link TopicListenerTest} what is neither a listener nor a part of one.
 */
class TopicListenerTypeExcludeFilter extends StandardAnnotationCustomizableTypeExcludeFilter<TopicListenerTest> {

	private static final Set<Class<?>> PARTS = Set.of(TopicErrorHandler.class, TopicFilter.class,
			TopicRecordInterceptor.class, TopicRebalanceListener.class, IdempotencyStore.class, DeliveryGate.class,
			TopicListenerContainerCustomizer.class, TopicDefinition.class, MessageConverter.class);

	private final Class<?>[] listeners;

	TopicListenerTypeExcludeFilter(Class<?> testClass) {
		super(testClass);
		this.listeners = getAnnotation().getValue("listeners", Class[].class).orElse(new Class<?>[0]);
	}

	@Override
	protected Set<Class<?>> getKnownIncludes() {
		return PARTS;
	}

	@Override
	protected Set<Class<?>> getComponentIncludes() {
		return new LinkedHashSet<>(Arrays.asList(this.listeners));
	}

}
