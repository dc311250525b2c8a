package io.ydbtopic.spring.observation;

import java.util.List;

import io.ydbtopic.client.ReceivedMessage;
import org.jspecify.annotations.Nullable;

/**
 * One message of a batch that is observed for itself, in the trace that it came with.
 */
public class TopicRecordContext extends TopicReceiveContext {

	/**
	 * A message.
	 * @param consumer as whom the listener reads; {@code null} without a consumer
	 * @param attempt 1 at first
	 */
	public TopicRecordContext(String listenerId, @Nullable String consumer, ReceivedMessage<?> message, int attempt) {
		super(listenerId, consumer, List.of(message), false, attempt);
	}

}
