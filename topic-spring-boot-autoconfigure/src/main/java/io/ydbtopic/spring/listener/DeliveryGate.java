package io.ydbtopic.spring.listener;

import java.time.Duration;

import io.ydbtopic.client.ReceivedMessage;

/**
 * Says whether messages may be handed to a listener now, so that what stands behind it is
 * not overrun. What waits keeps its place in its partition and its share of the read
 * buffer, so that soon the server holds the rest; no thread waits. A bean of this type is
 * asked for all listeners, before each call and again for each retry. Called on the
 * containers' threads; must be thread-safe and must not block.
 */
@FunctionalInterface
public interface DeliveryGate {

	/** Always open. */
	DeliveryGate OPEN = (listener, first, count) -> Duration.ZERO;

	/**
	 * Lets messages through, or says when to ask again.
	 * @param listener id of the listener
	 * @param first the first of the messages
	 * @param count how many messages would be handed out at once
	 * @return zero: they are handed out now; longer: asked again after that time
	 */
	Duration acquire(String listener, ReceivedMessage<?> first, int count);

}
