package io.ydbtopic.spring.listener.adapter;

import java.util.concurrent.CompletionStage;

import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.spring.listener.DeliveryContext;
import io.ydbtopic.spring.listener.TopicMessageListener;
import org.jspecify.annotations.Nullable;

/**
 * Calls a method with a message. Thread-safe if the bean is.
 */
final class MethodListenerAdapter implements TopicMessageListener<byte[]> {

	private final ListenerMethod method;

	MethodListenerAdapter(ListenerMethod method) {
		this.method = method;
	}

	@Override
	public void onMessage(ReceivedMessage<byte[]> message, DeliveryContext context) throws Exception {
		CompletionStage<?> later = handle(message, context);
		if (later != null) {
			later.toCompletableFuture().get();
		}
	}

	@Override
	public @Nullable CompletionStage<?> handle(ReceivedMessage<byte[]> message, DeliveryContext context)
			throws Exception {
		return this.method.call(new DeliveredMessage(message, context), context);
	}

}
