package io.ydbtopic.spring.listener.adapter;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.ydbtopic.client.TopicTransaction;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;

/**
 * What a method has returned: a future, or a reactive type, is waited for; what comes of
 * it, or a plain value, goes to the reply topics if there are any. Immutable,
 * thread-safe.
 */
final class AsyncResultHandler {

	/** {@code null} if results go nowhere. */
	private final @Nullable ReplySender replies;

	AsyncResultHandler(@Nullable ReplySender replies) {
		this.replies = replies;
	}

	/**
	 * Waits for a result.
	 * @param transaction what replies are a part of; {@code null} if of none
	 * @return done when all is done; {@code null} if it is already
	 */
	@Nullable CompletionStage<?> handle(@Nullable Object result, @Nullable TopicTransaction transaction) {
		if (result == null) {
			return null;
		}
		CompletableFuture<?> later = later(result);
		ReplySender sender = this.replies;
		if (sender == null) {
			return later;
		}
		return (later != null) ? cancelling(later, later.thenCompose((value) -> sender.send(value, transaction)))
				: sender.send(result, transaction);
	}

	/** What the method does beyond its return; {@code null} if nothing. */
	private static @Nullable CompletableFuture<?> later(Object result) {
		if (result instanceof CompletionStage<?> stage) {
			return stage.toCompletableFuture();
		}
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(result.getClass(), result);
		return (adapter != null) ? ReactiveResults.toFuture(adapter, result) : null;
	}

	/** Who cancels the whole cancels the first part of it. */
	private static CompletableFuture<?> cancelling(CompletableFuture<?> first, CompletableFuture<?> whole) {
		whole.whenComplete((result, error) -> {
			if (whole.isCancelled()) {
				first.cancel(true);
			}
		});
		return whole;
	}

}
