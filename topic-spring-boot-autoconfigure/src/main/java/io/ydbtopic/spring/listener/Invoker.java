package io.ydbtopic.spring.listener;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.PartitionSession;
import io.ydbtopic.client.ReceivedMessage;
import org.jspecify.annotations.Nullable;

/**
 * Calls a listener, of either kind, with a part of a batch. Called on the container's
 * threads.
 *
 * @param <T> type of the values
 */
interface Invoker<T> {

	/** Whether it takes many messages at once. */
	boolean isBatch();

	/**
	 * Calls the listener with what is accepted of a part; one message unless
	 * {@link #isBatch()}.
	 * @param observed what goes on, for what runs on other threads
	 * @return done when the messages are handled; {@code null} if they are already
	 */
	@Nullable CompletionStage<?> invoke(Part<T> part, DeliveryContext context, ObservedCall observed) throws Exception;

	static <T> Invoker<T> single(TopicMessageListener<T> listener, List<TopicRecordInterceptor> interceptors) {
		return new SingleInvoker<>(listener, List.copyOf(interceptors));
	}

	static <T> Invoker<T> batch(BatchTopicMessageListener<T> listener, List<TopicRecordInterceptor> interceptors) {
		return new BatchInvoker<>(listener, List.copyOf(interceptors));
	}

	/** The interceptors' turn, when the listener is done. */
	private static CompletionStage<?> afterwards(CompletionStage<?> later, Consumer<@Nullable Throwable> end) {
		CompletableFuture<?> called = later.toCompletableFuture();
		CompletableFuture<?> all = called.whenComplete((result, error) -> end
			.accept((error instanceof CompletionException && error.getCause() != null) ? error.getCause() : error));
		// Who gives up the call gives up what the listener does.
		all.whenComplete((result, error) -> {
			if (all.isCancelled()) {
				called.cancel(true);
			}
		});
		return all;
	}

	/** One message at a time, through the interceptors. */
	record SingleInvoker<T>(TopicMessageListener<T> listener,
			List<TopicRecordInterceptor> interceptors) implements Invoker<T> {

		@Override
		public boolean isBatch() {
			return false;
		}

		@Override
		public @Nullable CompletionStage<?> invoke(Part<T> part, DeliveryContext context, ObservedCall observed)
				throws Exception {
			if (this.interceptors.isEmpty()) {
				return this.listener.handle(part.accepted().get(0), context);
			}
			ReceivedMessage<T> message = part.accepted().get(0);
			CompletionStage<?> later = null;
			int entered = 0;
			Throwable failure = null;
			try {
				for (TopicRecordInterceptor interceptor : this.interceptors) {
					ReceivedMessage<T> next = interceptor.before(message, context);
					entered++;
					if (next == null) {
						return null;
					}
					message = next;
				}
				later = this.listener.handle(message, context);
			}
			catch (Throwable ex) {
				failure = ex;
				throw ex;
			}
			finally {
				if (later == null) {
					after(entered, message, context, failure);
				}
			}
			if (later == null) {
				return null;
			}
			ReceivedMessage<T> given = message;
			return afterwards(later, (cause) -> after(this.interceptors.size(), given, context, cause));
		}

		private void after(int entered, ReceivedMessage<T> message, DeliveryContext context,
				@Nullable Throwable failure) {
			for (int i = entered - 1; i >= 0; i--) {
				this.interceptors.get(i).after(message, context, failure);
			}
		}

	}

	/** As many messages as there are, through the interceptors. */
	record BatchInvoker<T>(BatchTopicMessageListener<T> listener,
			List<TopicRecordInterceptor> interceptors) implements Invoker<T> {

		@Override
		public boolean isBatch() {
			return true;
		}

		@Override
		public @Nullable CompletionStage<?> invoke(Part<T> part, DeliveryContext context, ObservedCall observed)
				throws Exception {
			MessageBatch<T> batch = new PartBatch<>(part.accepted(), context.session());
			if (this.interceptors.isEmpty()) {
				return this.listener.handle(batch, context);
			}
			CompletionStage<?> later = null;
			int entered = 0;
			Throwable failure = null;
			try {
				for (TopicRecordInterceptor interceptor : this.interceptors) {
					entered++;
					interceptor.beforeBatch(batch, context);
				}
				later = this.listener.handle(batch, context);
			}
			catch (Throwable ex) {
				failure = ex;
				throw ex;
			}
			finally {
				if (later == null) {
					after(entered, batch, context, failure);
				}
			}
			return (later != null)
					? afterwards(later, (cause) -> after(this.interceptors.size(), batch, context, cause)) : null;
		}

		private void after(int entered, MessageBatch<T> batch, DeliveryContext context, @Nullable Throwable failure) {
			for (int i = entered - 1; i >= 0; i--) {
				this.interceptors.get(i).afterBatch(batch, context, failure);
			}
		}

	}

	/** A part of a batch that came. */
	record PartBatch<T>(List<ReceivedMessage<T>> messages, PartitionSession session) implements MessageBatch<T> {

		@Override
		public CompletableFuture<Void> commit() {
			return CompletableFuture
				.allOf(this.messages.stream().map(ReceivedMessage::commit).toArray(CompletableFuture<?>[]::new));
		}

		@Override
		public void nack(Duration delay) {
			throw new UnsupportedOperationException(
					"a listener hands a batch back by an exception (expected: throw; the error handler's backoff delays it)");
		}

	}

}
