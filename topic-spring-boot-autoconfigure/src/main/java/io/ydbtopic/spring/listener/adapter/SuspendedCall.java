package io.ydbtopic.spring.listener.adapter;

import java.util.concurrent.CompletableFuture;

import kotlin.ResultKt;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.CoroutineContext;
import kotlin.coroutines.EmptyCoroutineContext;
import kotlin.coroutines.intrinsics.IntrinsicsKt;
import org.jspecify.annotations.Nullable;

/**
 * A call of a suspending Kotlin function: what resumes it, and a future of its end. It
 * begins on the container's thread and goes on where it is resumed. Thread-safe.
 */
final class SuspendedCall implements Continuation<Object> {

	private final CompletableFuture<@Nullable Object> end = new CompletableFuture<>();

	@Override
	public CoroutineContext getContext() {
		return EmptyCoroutineContext.INSTANCE;
	}

	@Override
	public void resumeWith(Object result) {
		try {
			ResultKt.throwOnFailure(result);
			this.end.complete(withoutUnit(result));
		}
		catch (Throwable ex) {
			this.end.completeExceptionally(ex);
		}
	}

	/**
	 * What the function returns in the end.
	 * @param returned what the call returned
	 * @return a future if the function was suspended
	 */
	@Nullable Object result(@Nullable Object returned) {
		return (returned == IntrinsicsKt.getCOROUTINE_SUSPENDED()) ? this.end : withoutUnit(returned);
	}

	private static @Nullable Object withoutUnit(@Nullable Object value) {
		return (value == Unit.INSTANCE) ? null : value;
	}

}
