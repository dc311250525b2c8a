package io.ydbtopic.spring.listener;

import io.ydbtopic.client.PartitionSession;
import io.ydbtopic.client.TopicTransaction;
import org.jspecify.annotations.Nullable;

/**
 * What a listener is told beside the messages.
 *
 * @param listenerId id of the listener
 * @param session the session of the partition that delivered them
 * @param attempt how often it was given these messages, 1 at first
 * @param acknowledgment says that they are handled
 * @param transaction the transaction of the call with {@link AckMode#TRANSACTION},
 * otherwise {@code null}; the container ends it
 */
public record DeliveryContext(String listenerId, PartitionSession session, int attempt, Acknowledgment acknowledgment,
		@Nullable TopicTransaction transaction) {

	/** The same call with another acknowledgment. */
	public DeliveryContext withAcknowledgment(Acknowledgment other) {
		return new DeliveryContext(this.listenerId, this.session, this.attempt, other, this.transaction);
	}

	/** The same call in a transaction. */
	DeliveryContext in(TopicTransaction begun) {
		return new DeliveryContext(this.listenerId, this.session, this.attempt, this.acknowledgment, begun);
	}

}
