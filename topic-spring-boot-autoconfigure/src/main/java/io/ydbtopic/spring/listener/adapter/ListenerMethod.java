package io.ydbtopic.spring.listener.adapter;

import java.lang.reflect.Method;
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
 * @param suspending whether it is a suspending function of Kotlin
 */
record ListenerMethod(InvocableHandlerMethod handler, AsyncResultHandler results, boolean suspending) {

	private static final String CONTINUATION = "kotlin.coroutines.Continuation";

	/** Whether a parameter is not the function's, but what resumes it. */
	static boolean isContinuation(Class<?> parameter) {
		return CONTINUATION.equals(parameter.getName());
	}

	/** Whether a method is a suspending function of Kotlin, as it is compiled. */
	static boolean isSuspending(Method method) {
		Class<?>[] parameters = method.getParameterTypes();
		return parameters.length > 0 && isContinuation(parameters[parameters.length - 1]);
	}

	/**
	 * Calls it.
	 * @return done when it is; {@code null} if it is already
	 */
	@Nullable CompletionStage<?> call(Message<?> message, DeliveryContext context) throws Exception {
		if (!this.suspending) {
			return this.results.handle(this.handler.invoke(message), context.transaction());
		}
		SuspendedCall call = new SuspendedCall();
		return this.results.handle(call.result(this.handler.invoke(message, call)), context.transaction());
	}

}
