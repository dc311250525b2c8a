package io.ydbtopic.spring.listener.adapter;

import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.spring.listener.DeliveryContext;
import io.ydbtopic.spring.listener.TopicMessageListener;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;

/**
 * Calls a method with a message. Thread-safe if the bean is.
 */
final class MethodListenerAdapter implements TopicMessageListener<byte[]> {

	private final InvocableHandlerMethod handler;

	MethodListenerAdapter(InvocableHandlerMethod handler) {
		this.handler = handler;
	}

	@Override
	public void onMessage(ReceivedMessage<byte[]> message, DeliveryContext context) throws Exception {
		this.handler.invoke(new DeliveredMessage(message, context));
	}

}
