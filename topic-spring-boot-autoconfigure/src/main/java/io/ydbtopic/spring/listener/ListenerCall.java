package io.ydbtopic.spring.listener;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

import io.ydbtopic.client.PartitionSession;
import io.ydbtopic.client.ReceivedMessage;
import org.jspecify.annotations.Nullable;

/**
 * One call of the listener, from its begin to its end, which may come later: with the
 * place of the message in the log context, and timed. Whether the listener throws, or
 * returns a future that fails or is cancelled, is all the same. Used by one thread at a
 * time.
 *
 * @param <T> type of the values
 */
final class ListenerCall<T> {

	private final Part<T> part;

	private final DeliveryAck<T> ack;

	/** What the listener returned; {@code null} if it was done when it returned. */
	private @Nullable CompletableFuture<?> stage;

	private @Nullable Throwable failure;

	/** Of the call, or until the stage was done; 0 when nobody asks. */
	private volatile long tookNanos;

	private final ObservedCall observed;

	private ListenerCall(Part<T> part, DeliveryAck<T> ack, ObservedCall observed) {
		this.part = part;
		this.ack = ack;
		this.observed = observed;
	}

	/** Calls the listener. */
	static <T> ListenerCall<T> begin(RunContext<T> context, Part<T> part, PartitionSession session, int attempt,
			@Nullable SessionAcks<T> acks) {
		DeliveryAck<T> ack = new DeliveryAck<>(context.id(), context.ackMode(), part.accepted(),
				(context.ackMode() == AckMode.MANUAL) ? acks : null);
		ListenerCall<T> call = new ListenerCall<>(part, ack, context.observer()
			.begin(context.id(), context.consumer(), part.accepted(), context.invoker().isBatch(), attempt));
		call.invoke(context, new DeliveryContext(context.id(), session, attempt, ack, null));
		return call;
	}

	private void invoke(RunContext<T> context, DeliveryContext delivery) {
		ReceivedMessage<T> first = this.part.accepted().get(0);
		boolean timed = context.observer() != ListenerObserver.NONE;
		long start = timed ? context.runtime().nanoTime() : 0;
		CompletionStage<?> returned = null;
		LogContext.at(first);
		ObservedCall.Scope scope = this.observed.enter();
		try {
			returned = context.invoker().invoke(this.part, delivery, this.observed);
		}
		catch (Throwable ex) {
			this.failure = ex;
		}
		finally {
			scope.close();
		}
		if (timed) {
			this.tookNanos = context.runtime().nanoTime() - start;
		}
		if (returned != null) {
			CompletableFuture<?> later = returned.toCompletableFuture();
			this.stage = later;
			if (timed && !later.isDone()) {
				later.whenComplete((result, error) -> this.tookNanos = context.runtime().nanoTime() - start);
			}
		}
	}

	/** The messages whose turn it was. */
	Part<T> part() {
		return this.part;
	}

	/** Whether it is over, well or not. */
	boolean isDone() {
		CompletableFuture<?> later = this.stage;
		return later == null || later.isDone();
	}

	/** What the listener returned, if the call is not done. */
	CompletableFuture<?> stage() {
		return Objects.requireNonNull(this.stage);
	}

	/**
	 * Ends a call that is done.
	 * @return why it failed; {@code null} if it did not
	 */
	@Nullable Throwable end(RunContext<T> context) {
		this.ack.returned();
		CompletableFuture<?> later = this.stage;
		Throwable cause = (later != null) ? failureOf(later) : this.failure;
		if (context.observer() != ListenerObserver.NONE) {
			context.observer()
				.called(context.id(), context.consumer(), this.part.accepted().get(0).topic(),
						this.part.accepted().size(), Duration.ofNanos(this.tookNanos), cause);
		}
		if (cause != null) {
			this.observed.failed(cause);
		}
		return cause;
	}

	/** Who looks at it; ended by whoever has the last word about the messages. */
	ObservedCall observed() {
		return this.observed;
	}

	private static @Nullable Throwable failureOf(CompletableFuture<?> done) {
		try {
			done.join();
			return null;
		}
		catch (RuntimeException ex) {
			Throwable cause = ex;
			while ((cause instanceof CompletionException || cause instanceof ExecutionException)
					&& cause.getCause() != null) {
				cause = cause.getCause();
			}
			return cause;
		}
	}

	/** How many messages of the part are done, where the listener wants some again. */
	int doneBeforeAgain() {
		return this.part.placeOf(this.ack.againFrom());
	}

	/** When the listener wants the same once more; {@code null} if it does not. */
	@Nullable Duration again() {
		return this.ack.again();
	}

}
