package io.ydbtopic.spring.listener.adapter;

import java.util.concurrent.CompletionStage;

import io.ydbtopic.spring.listener.DeliveryContext;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;

/**
 * A method of a bean, and what becomes of its results. Thread-safe if the bean is.
 *
 * @param handler calls it
 * @param results takes what it returns
 */
record ListenerMethod(InvocableHandlerMethod handler, AsyncResultHandler results) {

	/**
	 * Calls it.
	 * @return done when it is; {@code null} if it is already
	 */
	@Nullable CompletionStage<?> call(Message<?> message, DeliveryContext context) throws Exception {
		return this.results.handle(this.handler.invoke(message), context.transaction());
	}

}
