package io.ydbtopic.spring.listener;

import io.ydbtopic.client.PartitionSession;
import io.ydbtopic.client.ReceivedMessage;
import org.slf4j.MDC;

/**
 * The place of a message in the log context of a thread. The partition is entered and
 * left once for all messages that a thread handles in a row, because each entry costs a
 * message more than most of what is done for it.
 */
final class LogContext {

	private static final String TOPIC = "ydb.topic";

	private static final String PARTITION = "ydb.partition";

	private static final String OFFSET = "ydb.offset";

	private LogContext() {
	}

	/** What follows on this thread is about a partition. */
	static void enter(PartitionSession session) {
		MDC.put(TOPIC, session.topic());
		MDC.put(PARTITION, Long.toString(session.partitionId()));
	}

	/** What follows is about a message of it, or about those from there on. */
	static void at(ReceivedMessage<?> first) {
		if (MDC.get(TOPIC) == null) {
			// A listener has cleared the whole context of its thread.
			enter(first.session());
		}
		MDC.put(OFFSET, Long.toString(first.offset()));
	}

	/** What follows is about something else. */
	static void leave() {
		MDC.remove(TOPIC);
		MDC.remove(PARTITION);
		MDC.remove(OFFSET);
	}

}
