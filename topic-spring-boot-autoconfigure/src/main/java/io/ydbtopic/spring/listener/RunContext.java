package io.ydbtopic.spring.listener;

import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.ydbtopic.spring.event.TopicEvent;
import org.jspecify.annotations.Nullable;

/**
 * What all batches of a container share.
 *
 * @param id id of the listener
 * @param consumer its consumer; {@code null} if it reads without
 * @param ackMode when handled messages are committed
 * @param filter chooses the messages that the listener gets; {@code null} for all
 * @param deduplication knows what was handled before; {@code null} if nothing does
 * @param dueTime says which messages are to wait; {@code null} for none
 * @param gate says when messages may be handed to the listener
 * @param invoker calls the listener
 * @param errorHandler decides what follows failures
 * @param runtime time
 * @param workers where the listener runs
 * @param observer hears of each call
 * @param troubles partitions that do not get on
 * @param watch looks for sessions that end while something is waited for
 * @param events takes events, never throws
 * @param fatal takes an {@link Error} of the listener, which ends the container
 * @param <T> type of the values
 */
record RunContext<T>(String id, @Nullable String consumer, AckMode ackMode, @Nullable TopicFilter filter,
		@Nullable Deduplication deduplication, @Nullable DueTime dueTime, DeliveryGate gate, Invoker<T> invoker,
		TopicErrorHandler errorHandler, ListenerRuntime runtime, Executor workers, ListenerObserver observer,
		Troubles troubles, SessionWatch watch, Consumer<TopicEvent> events, Consumer<Throwable> fatal) {
}
