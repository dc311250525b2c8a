package io.ydbtopic.spring.listener.adapter;

import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.spring.support.TopicMessageConverter;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;

/**
 * Gives a method the client's own message, with a value of the type that it asks for.
 * Bytes are given as they are. Thread-safe.
 */
final class ReceivedMessageArgumentResolver implements HandlerMethodArgumentResolver {

	private final TopicMessageConverter converter;

	ReceivedMessageArgumentResolver(TopicMessageConverter converter) {
		this.converter = converter;
	}

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return ReceivedMessage.class == parameter.getParameterType();
	}

	@Override
	public Object resolveArgument(MethodParameter parameter, Message<?> message) {
		if (!(message instanceof DeliveredMessage delivered)) {
			throw new IllegalStateException("A batch has no single message (expected: List<ReceivedMessage<T>>)");
		}
		return new ConvertedMessage(delivered,
				PayloadParameter.elementType(ResolvableType.forMethodParameter(parameter)), this.converter);
	}

}
