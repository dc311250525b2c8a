package io.ydbtopic.spring.listener.adapter;

import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.spring.listener.DeliveryContext;
import io.ydbtopic.spring.support.TopicHeaderMapper;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;

/**
 * A received message as Spring's argument resolvers want it. Headers are made when
 * someone asks for them. Its text shows no payload. For one thread at a time.
 */
final class DeliveredMessage implements Message<byte[]> {

	private final ReceivedMessage<byte[]> received;

	private final DeliveryContext context;

	private @Nullable MessageHeaders headers;

	DeliveredMessage(ReceivedMessage<byte[]> received, DeliveryContext context) {
		this.received = received;
		this.context = context;
	}

	ReceivedMessage<byte[]> received() {
		return this.received;
	}

	DeliveryContext context() {
		return this.context;
	}

	@Override
	public byte[] getPayload() {
		return this.received.value();
	}

	@Override
	public MessageHeaders getHeaders() {
		MessageHeaders made = this.headers;
		if (made == null) {
			made = TopicHeaderMapper.headers(this.received, this.context.attempt(), this.context.acknowledgment());
			this.headers = made;
		}
		return made;
	}

	@Override
	public String toString() {
		return "message of " + this.received.topic() + " partition " + this.received.partitionId() + " offset "
				+ this.received.offset();
	}

}
