package io.ydbtopic.spring.listener;

import java.util.List;

import io.ydbtopic.client.Deserializer;
import io.ydbtopic.client.TopicClient;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;

/**
 * What a container is made of, beside the listener itself. Immutable.
 *
 * @param id id of the listener
 * @param client where it reads
 * @param properties how it runs
 * @param errorHandler decides what follows failures
 * @param runtime time and threads
 * @param observer hears of each call
 * @param filter chooses the messages that the listener gets; {@code null} for all
 * @param idempotencyStore remembers what was handled; {@code null} if nothing does
 * @param dueTime says which messages are to wait; {@code null} for none
 * @param interceptors stand around each message, in this order
 * @param rebalanceListeners hear of partitions
 * @param events takes events
 * @param gate says when messages may be handed to the listener
 */
public record ContainerParts(String id, TopicClient client, ContainerProperties properties,
		TopicErrorHandler errorHandler, ListenerRuntime runtime, ListenerObserver observer,
		@Nullable TopicFilter filter, @Nullable IdempotencyStore idempotencyStore, @Nullable DueTime dueTime,
		List<TopicRecordInterceptor> interceptors, List<TopicRebalanceListener> rebalanceListeners,
		ApplicationEventPublisher events, DeliveryGate gate) {

	public ContainerParts {
		if (idempotencyStore != null
				&& (properties.ackMode() == AckMode.MANUAL || (!properties.ordering().isByPartition()
						&& properties.ordering().kind() != Ordering.Kind.PRODUCER))) {
			throw new IllegalArgumentException("dedupe: with ack mode " + properties.ackMode() + " and ordering "
					+ properties.ordering() + " (expected: not MANUAL, and ordering partition or producer, because one"
					+ " number for each producer is remembered)");
		}
		interceptors = List.copyOf(interceptors);
		rebalanceListeners = List.copyOf(rebalanceListeners);
	}

	/**
	 * Parts whose gate is always open.
	 */
	public ContainerParts(String id, TopicClient client, ContainerProperties properties, TopicErrorHandler errorHandler,
			ListenerRuntime runtime, ListenerObserver observer, @Nullable TopicFilter filter,
			@Nullable IdempotencyStore idempotencyStore, @Nullable DueTime dueTime,
			List<TopicRecordInterceptor> interceptors, List<TopicRebalanceListener> rebalanceListeners,
			ApplicationEventPublisher events) {
		this(id, client, properties, errorHandler, runtime, observer, filter, idempotencyStore, dueTime, interceptors,
				rebalanceListeners, events, DeliveryGate.OPEN);
	}

	/**
	 * These parts with another gate.
	 */
	public ContainerParts withGate(DeliveryGate other) {
		return new ContainerParts(this.id, this.client, this.properties, this.errorHandler, this.runtime, this.observer,
				this.filter, this.idempotencyStore, this.dueTime, this.interceptors, this.rebalanceListeners,
				this.events, other);
	}

	/**
	 * These parts with another error handler.
	 */
	public ContainerParts withErrorHandler(TopicErrorHandler other) {
		return new ContainerParts(this.id, this.client, this.properties, other, this.runtime, this.observer,
				this.filter, this.idempotencyStore, this.dueTime, this.interceptors, this.rebalanceListeners,
				this.events, this.gate);
	}

	/**
	 * These parts with messages that are to wait.
	 */
	public ContainerParts withDueTime(@Nullable DueTime other) {
		return new ContainerParts(this.id, this.client, this.properties, this.errorHandler, this.runtime, this.observer,
				this.filter, this.idempotencyStore, other, this.interceptors, this.rebalanceListeners, this.events,
				this.gate);
	}

	/**
	 * A container for a listener that takes messages one by one.
	 */
	public <T> TopicListenerContainer container(Deserializer<T> deserializer, TopicMessageListener<T> listener) {
		return new DefaultTopicListenerContainer<>(this, deserializer, Invoker.single(listener, this.interceptors));
	}

	/**
	 * A container for a listener that takes batches.
	 */
	public <T> TopicListenerContainer batchContainer(Deserializer<T> deserializer,
			BatchTopicMessageListener<T> listener) {
		return new DefaultTopicListenerContainer<>(this, deserializer, Invoker.batch(listener, this.interceptors));
	}

}
