package io.ydbtopic.spring.listener.adapter;

import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.CompletionStage;

import io.ydbtopic.client.Deserializer;
import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.spring.config.InvalidListenerException;
import io.ydbtopic.spring.config.ListenerAttributes;
import io.ydbtopic.spring.config.TopicListenerEndpoint;
import io.ydbtopic.spring.support.BytesToTextConverter;
import io.ydbtopic.spring.support.TopicMessageConverter;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.MethodParameter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.annotation.SynthesizingMethodParameter;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
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

	private final DefaultMessageHandlerMethodFactory handlers = new DefaultMessageHandlerMethodFactory();

	/**
	 * Methods of one application.
	 * @param converter makes arguments of payloads
	 * @param validator checks arguments marked as {@code @Valid}; {@code null} for none
	 * @param beans resolves placeholders in headers' names
	 */
	public ListenerMethods(TopicMessageConverter converter, @Nullable Validator validator, BeanFactory beans) {
		this.converter = converter;
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
		checkReturnType(attributes, method);
		MethodParameter many = batchParameter(method);
		if (Boolean.TRUE.equals(batch) && many == null) {
			throw new InvalidListenerException(attributes.origin(), "batch is true, but no parameter takes a batch",
					"Take a List of payloads, Message or ReceivedMessage, or a MessageBatch.");
		}
		InvocableHandlerMethod handler = this.handlers.createInvocableHandlerMethod(bean, method);
		if (many != null && !Boolean.FALSE.equals(batch)) {
			BatchElements elements = BatchElements.of(many, this.converter);
			checkReadable(attributes, elements.valueType());
			return TopicListenerEndpoint.ofBatch(attributes, Deserializer.bytes(),
					new BatchMethodListenerAdapter(handler, elements));
		}
		for (MethodParameter parameter : handler.getMethodParameters()) {
			checkReadable(attributes, PayloadParameter.typeOf(parameter, handler.getMethodParameters().length));
		}
		return TopicListenerEndpoint.of(attributes, Deserializer.bytes(), new MethodListenerAdapter(handler));
	}

	private void checkReadable(ListenerAttributes attributes, java.lang.reflect.@Nullable Type type) {
		String problem = (type != null) ? this.converter.whyNotReadable(type) : null;
		if (problem != null) {
			throw new InvalidListenerException(attributes.origin(), "its payload can't be read: " + problem,
					"Take another type, String or byte[], or define a TopicMessageConverter bean that knows it.");
		}
	}

	/** Results are not used; one that must be waited for would be lost. */
	private static void checkReturnType(ListenerAttributes attributes, Method method) {
		Class<?> type = method.getReturnType();
		if (CompletionStage.class.isAssignableFrom(type)
				|| ReactiveAdapterRegistry.getSharedInstance().getAdapter(type) != null) {
			throw new InvalidListenerException(attributes.origin(),
					"it returns a " + type.getSimpleName() + ", which nobody would wait for",
					"Return void when the message is handled, or take an Acknowledgment with ackMode = \"manual\" and"
							+ " acknowledge when the work is done.");
		}
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
