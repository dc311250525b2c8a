package io.ydbtopic.spring.listener.adapter;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;

import io.ydbtopic.spring.config.InvalidListenerException;
import io.ydbtopic.spring.config.ListenerAttributes;
import io.ydbtopic.spring.support.BytesToTextConverter;
import io.ydbtopic.spring.support.DeclaredText;
import io.ydbtopic.spring.support.TopicMessageConverter;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.handler.annotation.support.DefaultMessageHandlerMethodFactory;
import org.springframework.validation.Validator;

/**
 * Makes methods callable. For the thread that starts the application.
 */
final class ListenerMethodFactory {

	private final TopicMessageConverter converter;

	private final @Nullable Validator validator;

	private final BeanFactory beans;

	private final DefaultMessageHandlerMethodFactory handlers = new DefaultMessageHandlerMethodFactory();

	ListenerMethodFactory(TopicMessageConverter converter, @Nullable Validator validator, BeanFactory beans) {
		this.converter = converter;
		this.validator = validator;
		this.beans = beans;
		DefaultConversionService conversions = new DefaultConversionService();
		conversions.addConverter(new BytesToTextConverter(conversions));
		this.handlers.setConversionService(conversions);
		this.handlers.setMessageConverter(converter.asMessageConverter());
		this.handlers.setCustomArgumentResolvers(
				List.of(new AcknowledgmentArgumentResolver(), new ReceivedMessageArgumentResolver(converter),
						new BatchArgumentResolver(), new ContextArgumentResolver()));
		if (validator != null) {
			this.handlers.setValidator(validator);
		}
		this.handlers.setBeanFactory(beans);
		this.handlers.afterPropertiesSet();
	}

	TopicMessageConverter converter() {
		return this.converter;
	}

	@Nullable Validator validator() {
		return this.validator;
	}

	DeclaredText declaredText() {
		return new DeclaredText(this.beans);
	}

	/** A method of a bean. */
	ListenerMethod create(ListenerAttributes attributes, Object bean, Method method) {
		return new ListenerMethod(this.handlers.createInvocableHandlerMethod(bean, method),
				new AsyncResultHandler(replies(attributes, bean, method)));
	}

	/** Refuses a payload type that no converter can make. */
	void checkReadable(ListenerAttributes attributes, @Nullable Type type) {
		String problem = (type != null) ? this.converter.whyNotReadable(type) : null;
		if (problem != null) {
			throw new InvalidListenerException(attributes.origin(), "its payload can't be read: " + problem,
					"Take another type, String or byte[], or define a TopicMessageConverter bean that knows it.");
		}
	}

	private @Nullable ReplySender replies(ListenerAttributes attributes, Object bean, Method method) {
		SendTo sendTo = AnnotatedElementUtils.findMergedAnnotation(method, SendTo.class);
		if (sendTo != null && method.getReturnType() == void.class) {
			throw new InvalidListenerException(attributes.origin(), "it has @SendTo but returns nothing",
					"Return what is to be written, or remove @SendTo.");
		}
		if (sendTo == null) {
			sendTo = AnnotatedElementUtils.findMergedAnnotation(AopUtils.getTargetClass(bean), SendTo.class);
		}
		if (sendTo == null) {
			return null;
		}
		List<String> topics;
		try {
			topics = declaredText().list(sendTo.value());
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidListenerException(attributes.origin(), "the topic of @SendTo is " + ex.getMessage(),
					"Correct @SendTo.", ex);
		}
		if (topics.isEmpty()) {
			throw new InvalidListenerException(attributes.origin(), "@SendTo names no topic",
					"Say where results go: @SendTo(\"invoices\"). A placeholder or an expression may have become empty.");
		}
		return new ReplySender(topics, () -> attributes.operations(this.beans));
	}

}
