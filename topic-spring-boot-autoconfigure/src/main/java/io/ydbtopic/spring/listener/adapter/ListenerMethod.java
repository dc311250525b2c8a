package io.ydbtopic.spring.listener.adapter;

import java.lang.reflect.Method;
import java.util.concurrent.CompletionStage;

import io.ydbtopic.spring.listener.DeliveryContext;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;

/**
 * A method of a bean, and what becomes of its results. Thread-safe if the bean is.
 *
 * @param handler calls it
 * @param results takes what it returns
 * @param suspending whether it is a suspending function of Kotlin
 * @param plainBytes whether it takes the payload as it came and nothing else, so that no
 * resolver need be asked
 */
record ListenerMethod(InvocableHandlerMethod handler, AsyncResultHandler results, boolean suspending,
		boolean plainBytes) {

	private static final String CONTINUATION = "kotlin.coroutines.Continuation";

	ListenerMethod(InvocableHandlerMethod handler, AsyncResultHandler results) {
		this(handler, results, isSuspending(handler.getMethod()), takesPlainBytes(handler.getMethodParameters()));
	}

	/** Whether a parameter is not the function's, but what resumes it. */
	static boolean isContinuation(Class<?> parameter) {
		return CONTINUATION.equals(parameter.getName());
	}

	/** Whether a method is a suspending function of Kotlin, as it is compiled. */
	static boolean isSuspending(Method method) {
		Class<?>[] parameters = method.getParameterTypes();
		return parameters.length > 0 && isContinuation(parameters[parameters.length - 1]);
	}

	/** An annotation may want a header, or a validation; it may be on an interface. */
	private static boolean takesPlainBytes(MethodParameter[] parameters) {
		return parameters.length == 1 && parameters[0].getParameterType() == byte[].class
				&& parameters[0].getParameterAnnotations().length == 0;
	}

	/**
	 * Calls it.
	 * @return done when it is; {@code null} if it is already
	 */
	@Nullable CompletionStage<?> call(Message<?> message, DeliveryContext context) throws Exception {
		if (this.plainBytes && message instanceof DeliveredMessage delivered) {
			return this.results.handle(this.handler.invoke(message, delivered.getPayload()), context.transaction());
		}
		if (!this.suspending) {
			return this.results.handle(this.handler.invoke(message), context.transaction());
		}
		SuspendedCall call = new SuspendedCall();
		return this.results.handle(call.result(this.handler.invoke(message, call)), context.transaction());
	}

}
