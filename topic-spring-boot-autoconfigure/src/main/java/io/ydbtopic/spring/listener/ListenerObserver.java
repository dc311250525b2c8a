package io.ydbtopic.spring.listener;

import java.time.Duration;
import java.util.List;

import io.ydbtopic.client.PartitionSession;
import io.ydbtopic.client.ReceivedMessage;
import org.jspecify.annotations.Nullable;

/**
 * Hears of each call of a listener, for metrics and traces. Called on the container's
 * threads; must be quick and thread-safe.
 */
public interface ListenerObserver {

	/** Hears and does nothing. */
	ListenerObserver NONE = new ListenerObserver() {
	};

	/**
	 * A listener is about to be called, on another thread perhaps.
	 * @param consumer as whom it reads; {@code null} without a consumer
	 * @param messages what it is given, of one partition, at least one
	 * @param batch whether it takes batches
	 * @param attempt 1 at first
	 */
	default ObservedCall begin(String listenerId, @Nullable String consumer,
			List<? extends ReceivedMessage<?>> messages, boolean batch, int attempt) {
		return ObservedCall.NONE;
	}

	/**
	 * A listener returned or threw.
	 * @param consumer as whom it reads; {@code null} without a consumer
	 * @param topic path of the topic
	 * @param messages how many messages it was given
	 * @param took time of the call
	 * @param failure what it threw; {@code null} if it returned
	 */
	default void called(String listenerId, @Nullable String consumer, String topic, int messages, Duration took,
			@Nullable Throwable failure) {
	}

	/**
	 * A message was taken over by a recoverer.
	 * @param topic path of the topic
	 */
	default void recovered(String listenerId, String topic, int messages) {
	}

	/**
	 * A listener got a partition.
	 * @param consumer as whom it reads; {@code null} without a consumer
	 */
	default void partitionStarted(String listenerId, @Nullable String consumer, PartitionSession session) {
	}

	/**
	 * A partition went away from a listener; what was handed out and is not committed
	 * comes again to whoever is next.
	 */
	default void partitionEnded(String listenerId, PartitionSession session) {
	}

	/**
	 * Several observers as one.
	 */
	static ListenerObserver all(List<ListenerObserver> observers) {
		return observers.isEmpty() ? NONE
				: (observers.size() == 1) ? observers.get(0) : new CompositeListenerObserver(observers);
	}

}
