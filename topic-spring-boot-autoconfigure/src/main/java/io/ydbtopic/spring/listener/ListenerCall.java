package io.ydbtopic.spring.listener;

import java.time.Duration;
import java.util.List;

import io.ydbtopic.client.PartitionSession;
import io.ydbtopic.client.ReceivedMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Calls the listener: with the place of the message in the log context, and timed.
 * Stateless.
 */
final class ListenerCall {

	private static final String TOPIC = "ydb.topic";

	private static final String PARTITION = "ydb.partition";

	private static final String OFFSET = "ydb.offset";

	private ListenerCall() {
	}

	/** Calls, and returns what was thrown; {@code null} if nothing was. */
	static <T> @Nullable Throwable call(RunContext<T> context, List<ReceivedMessage<T>> part, PartitionSession session,
			int attempt, Acknowledgment ack) {
		ReceivedMessage<T> first = part.get(0);
		long start = context.runtime().nanoTime();
		Throwable failure = null;
		MDC.put(TOPIC, first.topic());
		MDC.put(PARTITION, Long.toString(first.partitionId()));
		MDC.put(OFFSET, Long.toString(first.offset()));
		try {
			context.invoker().invoke(part, session, new DeliveryContext(context.id(), attempt, ack));
		}
		catch (Throwable ex) {
			failure = ex;
		}
		finally {
			MDC.remove(TOPIC);
			MDC.remove(PARTITION);
			MDC.remove(OFFSET);
		}
		Duration took = Duration.ofNanos(context.runtime().nanoTime() - start);
		context.observer().called(context.id(), first.topic(), part.size(), took, failure);
		return failure;
	}

}
