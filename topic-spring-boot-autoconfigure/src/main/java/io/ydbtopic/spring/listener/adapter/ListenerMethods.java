package io.ydbtopic.spring.listener.adapter;

import java.lang.reflect.Method;
import java.util.List;

import io.ydbtopic.client.Deserializer;
import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.spring.config.InvalidListenerException;
import io.ydbtopic.spring.config.ListenerAttributes;
import io.ydbtopic.spring.config.TopicListenerEndpoint;
import io.ydbtopic.spring.support.TopicMessageConverter;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.SynthesizingMethodParameter;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.validation.Validator;

/**
 * Makes endpoints of methods. What a method can never take is refused here, when the
 * application starts. Stateless but for its collaborators; for the thread that starts the
 * application.
 */
public final class ListenerMethods {

	private final ListenerMethodFactory methods;

	/**
	 * Methods of one application.
	 * @param converter makes arguments of payloads
	 * @param validator checks arguments marked as {@code @Valid}; {@code null} for none
	 * @param beans resolves placeholders, and has the
	 * {@link io.ydbtopic.spring.core.TopicOperations} for replies
	 */
	public ListenerMethods(TopicMessageConverter converter, @Nullable Validator validator, BeanFactory beans) {
		this.methods = new ListenerMethodFactory(converter, validator, beans);
	}

	/**
	 * An endpoint that calls a method.
	 * @param batch whether it takes batches; {@code null} to see that from its parameters
	 * @throws InvalidListenerException if the method can't be a listener
	 */
	public TopicListenerEndpoint endpoint(ListenerAttributes attributes, Object bean, Method method,
			@Nullable Boolean batch) {
		MethodParameter many = batchParameter(method);
		if (Boolean.TRUE.equals(batch) && many == null) {
			throw new InvalidListenerException(attributes.origin(), "batch is true, but no parameter takes a batch",
					"Take a List of payloads, Message or ReceivedMessage, or a MessageBatch.");
		}
		ListenerMethod target = this.methods.create(attributes, bean, method);
		if (many != null && !Boolean.FALSE.equals(batch)) {
			BatchElements elements = BatchElements.of(many, this.methods.converter(), this.methods.validator());
			this.methods.checkReadable(attributes, elements.valueType());
			return TopicListenerEndpoint.ofBatch(attributes, Deserializer.bytes(),
					new BatchMethodListenerAdapter(target, elements));
		}
		MethodParameter[] parameters = target.handler().getMethodParameters();
		for (MethodParameter parameter : parameters) {
			this.methods.checkReadable(attributes, PayloadParameter.typeOf(parameter, parameters.length));
		}
		return TopicListenerEndpoint.of(attributes, Deserializer.bytes(), new MethodListenerAdapter(target));
	}

	/**
	 * An endpoint that calls one of several methods, by the type of the message.
	 * @throws InvalidListenerException if the methods can't be a listener
	 */
	public TopicListenerEndpoint endpoint(ListenerAttributes attributes, Object bean, List<TypedMethod> handlers) {
		MultiMethodListenerAdapter.Builder adapter = new MultiMethodListenerAdapter.Builder(attributes, this.methods);
		for (TypedMethod handler : handlers) {
			if (batchParameter(handler.method()) != null) {
				throw new InvalidListenerException(attributes.origin(),
						"its @TopicHandler method " + handler.method().getName() + " takes a batch",
						"Take messages one by one: a batch holds messages of different types.");
			}
			adapter.add(bean, handler);
		}
		return TopicListenerEndpoint.of(attributes, Deserializer.bytes(), adapter.build());
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
