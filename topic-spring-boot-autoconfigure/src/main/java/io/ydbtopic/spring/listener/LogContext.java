package io.ydbtopic.spring.listener;

import io.ydbtopic.client.ReceivedMessage;
import org.slf4j.MDC;

/**
 * The place of a message in the log context of a thread.
 */
final class LogContext {

	private static final String TOPIC = "ydb.topic";

	private static final String PARTITION = "ydb.partition";

	private static final String OFFSET = "ydb.offset";

	private LogContext() {
	}

	static void enter(ReceivedMessage<?> message) {
		MDC.put(TOPIC, message.topic());
		MDC.put(PARTITION, Long.toString(message.partitionId()));
		MDC.put(OFFSET, Long.toString(message.offset()));
	}

	static void leave() {
		MDC.remove(TOPIC);
		MDC.remove(PARTITION);
		MDC.remove(OFFSET);
	}

}
