package io.ydbtopic.spring.listener.adapter;

import io.ydbtopic.client.PartitionSession;
import io.ydbtopic.client.TopicTransaction;
import io.ydbtopic.spring.listener.DeliveryContext;
import io.ydbtopic.spring.support.CloudEventAttributes;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;

/**
 * Gives a method what belongs to its call: the context, the session of the partition, the
 * transaction, the attributes of a CloudEvent. Stateless.
 */
final class ContextArgumentResolver implements HandlerMethodArgumentResolver {

	/** Whether a parameter of that type is taken here, and not a payload. */
	static boolean supports(Class<?> type) {
		return type == DeliveryContext.class || type == PartitionSession.class || type == TopicTransaction.class
				|| type == CloudEventAttributes.class;
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
		if (parameter.getParameterType() == CloudEventAttributes.class) {
			if (!(message instanceof DeliveredMessage delivered)) {
				throw new IllegalStateException("A batch has no attributes of one event (expected: a parameter"
						+ " List<ReceivedMessage<T>>, and CloudEventAttributes.from(message))");
			}
			return CloudEventAttributes.from(delivered.received());
		}
		TopicTransaction transaction = context.transaction();
		if (transaction == null) {
			throw new IllegalStateException(
					"Listener '" + context.listenerId() + "' has no transaction (expected: ack mode TRANSACTION)");
		}
		return transaction;
	}

}
