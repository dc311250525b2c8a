package io.ydbtopic.spring.listener.adapter;

import java.lang.reflect.Type;
import java.util.Map;

import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.spring.listener.Acknowledgment;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.support.MessageHeaderAccessor;

/**
 * Which parameter takes the payload, and as what.
 */
final class PayloadParameter {

	private PayloadParameter() {
	}

	/**
	 * The type that a payload is read as; {@code null} if the parameter takes something
	 * else.
	 */
	static @Nullable Type typeOf(MethodParameter parameter, int parameters) {
		Class<?> type = parameter.getParameterType();
		ResolvableType generic = ResolvableType.forMethodParameter(parameter);
		if (Message.class.isAssignableFrom(type)) {
			return elementType(generic.as(Message.class));
		}
		if (ReceivedMessage.class.isAssignableFrom(type)) {
			return elementType(generic.as(ReceivedMessage.class));
		}
		boolean other = parameter.hasParameterAnnotation(Header.class)
				|| parameter.hasParameterAnnotation(Headers.class) || Acknowledgment.class.isAssignableFrom(type)
				|| MessageHeaders.class == type || ListenerMethod.isContinuation(type)
				|| ContextArgumentResolver.supports(type) || MessageBatch.class == type
				|| MessageHeaderAccessor.class.isAssignableFrom(type) || (Map.class.isAssignableFrom(type)
						&& parameters > 1 && !parameter.hasParameterAnnotation(Payload.class));
		return other ? null : generic.getType();
	}

	/** What stands between the angle brackets; bytes when nothing does. */
	static Type elementType(ResolvableType container) {
		ResolvableType element = container.getGeneric(0);
		return (element.resolve() == null) ? byte[].class : element.getType();
	}

}
