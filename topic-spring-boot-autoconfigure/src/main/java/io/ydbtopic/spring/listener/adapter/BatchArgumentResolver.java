package io.ydbtopic.spring.listener.adapter;

import io.ydbtopic.client.MessageBatch;
import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;

/**
 * Gives a method its batch. For a method that takes single messages it stays out of the
 * way: a {@code List} is then a payload like any other. Stateless.
 */
final class BatchArgumentResolver implements HandlerMethodArgumentResolver {

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return parameter.getParameterType() == MessageBatch.class;
	}

	@Override
	public Object resolveArgument(MethodParameter parameter, Message<?> message) {
		if (message instanceof DeliveredBatch batch) {
			return batch.whole();
		}
		throw new IllegalStateException("A single message is no batch (expected: batch not set to false)");
	}

}
