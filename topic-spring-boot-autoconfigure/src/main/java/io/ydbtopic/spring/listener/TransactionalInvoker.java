package io.ydbtopic.spring.listener;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.TopicTransaction;
import io.ydbtopic.spring.core.CurrentTransaction;

/**
 * Calls a listener in a transaction: begins it, calls, adds the messages and commits; or
 * rolls back when the listener fails or nobody waits for it any more. Messages are added
 * last, because those of a transaction that comes to nothing are read again. While the
 * listener is on its thread, what a template writes there is a part of the transaction.
 * No thread waits for the server. Thread-safe.
 *
 * @param client begins transactions
 * @param listener what is called
 * @param workers where it is called
 * @param <T> type of the values
 */
record TransactionalInvoker<T>(TopicClient client, Invoker<T> listener, Executor workers) implements Invoker<T> {

	@Override
	public boolean isBatch() {
		return this.listener.isBatch();
	}

	@Override
	public CompletionStage<?> invoke(Part<T> part, DeliveryContext context, ObservedCall observed) {
		CompletableFuture<Void> result = new CompletableFuture<>();
		CompletableFuture<TopicTransaction> begun = this.client.beginTransaction();
		begun.thenComposeAsync((transaction) -> run(part, context, transaction, result, observed), this.workers)
			.whenComplete((done, error) -> {
				if (error != null) {
					// Also when the threads have ended: then nothing has run.
					begun.thenAccept(TopicTransaction::close);
					result.completeExceptionally(error);
				}
				else {
					result.complete(null);
				}
			});
		return result;
	}

	private CompletionStage<?> run(Part<T> part, DeliveryContext context, TopicTransaction transaction,
			CompletableFuture<Void> result, ObservedCall observed) {
		CompletionStage<?> called;
		LogContext.enter(context.session());
		LogContext.at(part.accepted().get(0));
		CurrentTransaction.bind(this.client, transaction);
		ObservedCall.Scope scope = observed.enter();
		try {
			called = result.isDone() ? result : this.listener.invoke(part, context.in(transaction), observed);
		}
		catch (Throwable ex) {
			called = CompletableFuture.failedFuture(ex);
		}
		finally {
			scope.close();
			CurrentTransaction.bind(this.client, null);
			LogContext.leave();
		}
		CompletableFuture<?> handled = (called != null) ? called.toCompletableFuture()
				: CompletableFuture.completedFuture(null);
		result.whenComplete((done, error) -> handled.cancel(true));
		return handled.handle((done, error) -> {
			if (error != null) {
				return transaction.rollback().thenCompose((over) -> CompletableFuture.<Void>failedFuture(error));
			}
			return isAskedForAgain(context) ? transaction.rollback() : commit(part, transaction, result);
		}).thenCompose((ended) -> ended);
	}

	private static boolean isAskedForAgain(DeliveryContext context) {
		return context.acknowledgment() instanceof DeliveryAck<?> ack && ack.again() != null;
	}

	private CompletableFuture<Void> commit(Part<T> part, TopicTransaction transaction, CompletableFuture<Void> result) {
		if (result.isDone()) {
			return transaction.rollback();
		}
		try {
			part.all().forEach(transaction::read);
		}
		catch (RuntimeException ex) {
			return transaction.rollback().thenCompose((over) -> CompletableFuture.failedFuture(ex));
		}
		return transaction.commit();
	}

}
