package io.ydbtopic.spring.listener.adapter;

import io.ydbtopic.client.PartitionSession;
import io.ydbtopic.client.TopicTransaction;
import io.ydbtopic.spring.listener.DeliveryContext;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;

/**
 * Gives a method what belongs to its call: the context, the session of the partition, the
 * transaction. Stateless.
 */
final class ContextArgumentResolver implements HandlerMethodArgumentResolver {

	/** Whether a parameter of that type is taken here, and not a payload. */
	static boolean supports(Class<?> type) {
		return type == DeliveryContext.class || type == PartitionSession.class || type == TopicTransaction.class;
	}

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return supports(parameter.getParameterType());
	}

	@Override
	public Object resolveArgument(MethodParameter parameter, Message<?> message) {
		DeliveryContext context = (message instanceof DeliveredBatch batch) ? batch.context()
				: ((DeliveredMessage) message).context();
		if (parameter.getParameterType() == DeliveryContext.class) {
			return context;
		}
		if (parameter.getParameterType() == PartitionSession.class) {
			return context.session();
		}
		TopicTransaction transaction = context.transaction();
		if (transaction == null) {
			throw new IllegalStateException(
					"Listener '" + context.listenerId() + "' has no transaction (expected: ack mode TRANSACTION)");
		}
		return transaction;
	}

}
