package io.ydbtopic.spring.listener;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

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

	/** Calls the listener; with one message unless {@link #isBatch()}. */
	void invoke(List<ReceivedMessage<T>> part, PartitionSession session, DeliveryContext context) throws Exception;

	static <T> Invoker<T> single(TopicMessageListener<T> listener, List<TopicRecordInterceptor> interceptors) {
		return new SingleInvoker<>(listener, List.copyOf(interceptors));
	}

	static <T> Invoker<T> batch(BatchTopicMessageListener<T> listener) {
		return new BatchInvoker<>(listener);
	}

	/** One message at a time, through the interceptors. */
	record SingleInvoker<T>(TopicMessageListener<T> listener,
			List<TopicRecordInterceptor> interceptors) implements Invoker<T> {

		@Override
		public boolean isBatch() {
			return false;
		}

		@Override
		public void invoke(List<ReceivedMessage<T>> part, PartitionSession session, DeliveryContext context)
				throws Exception {
			ReceivedMessage<T> message = part.get(0);
			int entered = 0;
			Throwable failure = null;
			try {
				for (TopicRecordInterceptor interceptor : this.interceptors) {
					ReceivedMessage<T> next = interceptor.before(message, context);
					entered++;
					if (next == null) {
						return;
					}
					message = next;
				}
				this.listener.onMessage(message, context);
			}
			catch (Throwable ex) {
				failure = ex;
				throw ex;
			}
			finally {
				after(entered, message, context, failure);
			}
		}

		private void after(int entered, ReceivedMessage<T> message, DeliveryContext context,
				@Nullable Throwable failure) {
			for (int i = entered - 1; i >= 0; i--) {
				this.interceptors.get(i).after(message, context, failure);
			}
		}

	}

	/** As many messages as there are. */
	record BatchInvoker<T>(BatchTopicMessageListener<T> listener) implements Invoker<T> {

		@Override
		public boolean isBatch() {
			return true;
		}

		@Override
		public void invoke(List<ReceivedMessage<T>> part, PartitionSession session, DeliveryContext context)
				throws Exception {
			this.listener.onMessages(new PartBatch<>(part, session), context);
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
