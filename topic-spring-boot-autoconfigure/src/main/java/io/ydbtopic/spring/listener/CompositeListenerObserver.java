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
		List<ObservedCall> calls = this.observers.stream()
			.map((observer) -> observer.begin(listenerId, consumer, messages, batch, attempt))
			.filter((call) -> call != ObservedCall.NONE)
			.toList();
		return calls.isEmpty() ? ObservedCall.NONE : (calls.size() == 1) ? calls.get(0) : new CompositeCall(calls);
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

	/** One call. */
	private record CompositeCall(List<ObservedCall> calls) implements ObservedCall {

		@Override
		public Scope enter() {
			List<Scope> scopes = this.calls.stream().map(ObservedCall::enter).toList();
			return () -> {
				for (int i = scopes.size() - 1; i >= 0; i--) {
					scopes.get(i).close();
				}
			};
		}

		@Override
		public void failed(Throwable failure) {
			this.calls.forEach((call) -> call.failed(failure));
		}

		@Override
		public void end() {
			this.calls.forEach(ObservedCall::end);
		}

	}

}
