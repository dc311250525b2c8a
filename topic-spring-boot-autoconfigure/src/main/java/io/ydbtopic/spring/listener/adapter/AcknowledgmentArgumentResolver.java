package io.ydbtopic.spring.listener.adapter;

import io.ydbtopic.spring.listener.Acknowledgment;
import io.ydbtopic.spring.support.TopicHeaders;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;

/**
 * Gives a method its {@link Acknowledgment}. Stateless.
 */
final class AcknowledgmentArgumentResolver implements HandlerMethodArgumentResolver {

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return Acknowledgment.class == parameter.getParameterType();
	}

	@Override
	public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) {
		return message.getHeaders().get(TopicHeaders.ACKNOWLEDGMENT);
	}

}
