package io.ydbtopic.spring.listener;

import java.time.Duration;
import java.util.List;

import io.ydbtopic.client.PartitionSession;
import io.ydbtopic.client.ReceivedMessage;
import org.jspecify.annotations.Nullable;

/**
 * Several observers as one: entered in their order, left in the reverse. Thread-safe.
 */
final class CompositeListenerObserver implements ListenerObserver {

	private final List<ListenerObserver> observers;

	CompositeListenerObserver(List<ListenerObserver> observers) {
		this.observers = List.copyOf(observers);
	}

	@Override
	public ObservedCall begin(String listenerId, @Nullable String consumer, List<? extends ReceivedMessage<?>> messages,
			boolean batch, int attempt) {
		ObservedCall all = ObservedCall.NONE;
		for (ListenerObserver observer : this.observers) {
			ObservedCall call = observer.begin(listenerId, consumer, messages, batch, attempt);
			if (call != ObservedCall.NONE) {
				all = (all == ObservedCall.NONE) ? call : new CompositeCall(all, call);
			}
		}
		return all;
	}

	@Override
	public void called(String listenerId, @Nullable String consumer, String topic, int messages, Duration took,
			@Nullable Throwable failure) {
		this.observers.forEach((observer) -> observer.called(listenerId, consumer, topic, messages, took, failure));
	}

	@Override
	public void recovered(String listenerId, String topic, int messages) {
		this.observers.forEach((observer) -> observer.recovered(listenerId, topic, messages));
	}

	@Override
	public void partitionStarted(String listenerId, @Nullable String consumer, PartitionSession session) {
		this.observers.forEach((observer) -> observer.partitionStarted(listenerId, consumer, session));
	}

	@Override
	public void partitionEnded(String listenerId, PartitionSession session) {
		this.observers.forEach((observer) -> observer.partitionEnded(listenerId, session));
	}

	/** One call in the eyes of two. */
	private record CompositeCall(ObservedCall outer, ObservedCall inner) implements ObservedCall {

		@Override
		public Scope enter() {
			Scope first = this.outer.enter();
			Scope second = this.inner.enter();
			return () -> {
				second.close();
				first.close();
			};
		}

		@Override
		public void failed(Throwable failure) {
			this.outer.failed(failure);
			this.inner.failed(failure);
		}

		@Override
		public void end() {
			this.outer.end();
			this.inner.end();
		}

	}

}
