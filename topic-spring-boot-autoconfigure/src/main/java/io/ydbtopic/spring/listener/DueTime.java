package io.ydbtopic.spring.listener;

import java.time.Instant;

import io.ydbtopic.client.ReceivedMessage;
import org.jspecify.annotations.Nullable;

/**
 * Says when a message may be handled, for messages that are to wait. A message waits with
 * all that follow it in its partition, or in its order; no thread waits. Called on the
 * container's threads; must be thread-safe.
 */
@FunctionalInterface
public interface DueTime {

	/**
	 * When a message is due; {@code null} for at once.
	 */
	@Nullable Instant of(ReceivedMessage<?> message);

}
