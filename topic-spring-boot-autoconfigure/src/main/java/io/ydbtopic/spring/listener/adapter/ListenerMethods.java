package io.ydbtopic.spring.listener.adapter;

import java.lang.reflect.Method;
import java.util.List;

import io.ydbtopic.client.Deserializer;
import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.spring.config.InvalidListenerException;
import io.ydbtopic.spring.config.ListenerAttributes;
import io.ydbtopic.spring.config.TopicListenerEndpoint;
import io.ydbtopic.spring.core.TopicOperations;
import io.ydbtopic.spring.support.BytesToTextConverter;
import io.ydbtopic.spring.support.DeclaredText;
import io.ydbtopic.spring.support.TopicMessageConverter;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.KotlinDetector;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.SynthesizingMethodParameter;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.handler.annotation.support.DefaultMessageHandlerMethodFactory;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;
import org.springframework.validation.Validator;

/**
 * Makes endpoints of methods. What a method can never take is refused here, when the
 * application starts. Stateless but for its collaborators; for the thread that starts the
 * application.
 */
public final class ListenerMethods {

	private final TopicMessageConverter converter;

	private final BeanFactory beans;

	private final DefaultMessageHandlerMethodFactory handlers = new DefaultMessageHandlerMethodFactory();

	/**
	 * Methods of one application.
	 * @param converter makes arguments of payloads
	 * @param validator checks arguments marked as {@code @Valid}; {@code null} for none
	 * @param beans resolves placeholders, and has the {@link TopicOperations} for replies
	 */
	public ListenerMethods(TopicMessageConverter converter, @Nullable Validator validator, BeanFactory beans) {
		this.converter = converter;
		this.beans = beans;
		DefaultConversionService conversions = new DefaultConversionService();
		conversions.addConverter(new BytesToTextConverter(conversions));
		this.handlers.setConversionService(conversions);
		this.handlers.setMessageConverter(converter.asMessageConverter());
		this.handlers.setCustomArgumentResolvers(List.of(new AcknowledgmentArgumentResolver(),
				new ReceivedMessageArgumentResolver(converter), new BatchArgumentResolver()));
		if (validator != null) {
			this.handlers.setValidator(validator);
		}
		this.handlers.setBeanFactory(beans);
		this.handlers.afterPropertiesSet();
	}

	/**
	 * An endpoint that calls a method.
	 * @param batch whether it takes batches; {@code null} to see that from its parameters
	 * @throws InvalidListenerException if the method can't be a listener
	 */
	public TopicListenerEndpoint endpoint(ListenerAttributes attributes, Object bean, Method method,
			@Nullable Boolean batch) {
		checkNotSuspending(attributes, method);
		MethodParameter many = batchParameter(method);
		if (Boolean.TRUE.equals(batch) && many == null) {
			throw new InvalidListenerException(attributes.origin(), "batch is true, but no parameter takes a batch",
					"Take a List of payloads, Message or ReceivedMessage, or a MessageBatch.");
		}
		AsyncResultHandler results = new AsyncResultHandler(replies(attributes, bean, method));
		InvocableHandlerMethod handler = this.handlers.createInvocableHandlerMethod(bean, method);
		if (many != null && !Boolean.FALSE.equals(batch)) {
			BatchElements elements = BatchElements.of(many, this.converter);
			checkReadable(attributes, elements.valueType());
			return TopicListenerEndpoint.ofBatch(attributes, Deserializer.bytes(),
					new BatchMethodListenerAdapter(handler, elements, results));
		}
		for (MethodParameter parameter : handler.getMethodParameters()) {
			checkReadable(attributes, PayloadParameter.typeOf(parameter, handler.getMethodParameters().length));
		}
		return TopicListenerEndpoint.of(attributes, Deserializer.bytes(), new MethodListenerAdapter(handler, results));
	}

	private void checkReadable(ListenerAttributes attributes, java.lang.reflect.@Nullable Type type) {
		String problem = (type != null) ? this.converter.whyNotReadable(type) : null;
		if (problem != null) {
			throw new InvalidListenerException(attributes.origin(), "its payload can't be read: " + problem,
					"Take another type, String or byte[], or define a TopicMessageConverter bean that knows it.");
		}
	}

	/** Nothing here can resume a coroutine; it would be called and forgotten. */
	private static void checkNotSuspending(ListenerAttributes attributes, Method method) {
		if (KotlinDetector.isSuspendingFunction(method)) {
			throw new InvalidListenerException(attributes.origin(), "it is a suspending function, which nobody resumes",
					"Return a CompletableFuture instead: fun listen(order: Order) = scope.future { ... }.");
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
			topics = new DeclaredText(this.beans).list(sendTo.value());
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidListenerException(attributes.origin(), "the topic of @SendTo is " + ex.getMessage(),
					"Correct @SendTo.", ex);
		}
		if (topics.isEmpty()) {
			throw new InvalidListenerException(attributes.origin(), "@SendTo names no topic",
					"Say where results go: @SendTo(\"invoices\"). A placeholder or an expression may have become empty.");
		}
		return new ReplySender(topics, () -> this.beans.getBean(TopicOperations.class));
	}

	private static @Nullable MethodParameter batchParameter(Method method) {
		for (int i = 0; i < method.getParameterCount(); i++) {
			MethodParameter parameter = new SynthesizingMethodParameter(method, i);
			Class<?> type = parameter.getParameterType();
			if ((type == List.class || type == MessageBatch.class) && !parameter.hasParameterAnnotation(Header.class)
					&& !parameter.hasParameterAnnotation(Headers.class)) {
				return parameter;
			}
		}
		return null;
	}

}
