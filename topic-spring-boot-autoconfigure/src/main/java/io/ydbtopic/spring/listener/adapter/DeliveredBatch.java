package io.ydbtopic.spring.listener.adapter;

import java.util.List;

import io.ydbtopic.spring.listener.DeliveryContext;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;

/**
 * A batch as Spring's argument resolvers want it. Its text shows no payload.
 *
 * @param elements what a list parameter takes
 * @param whole the batch
 * @param headers headers that all messages share
 * @param context what else is told
 */
record DeliveredBatch(List<Object> elements, Object whole, MessageHeaders headers,
		DeliveryContext context) implements Message<List<Object>> {

	@Override
	public List<Object> getPayload() {
		return this.elements;
	}

	@Override
	public MessageHeaders getHeaders() {
		return this.headers;
	}

	@Override
	public String toString() {
		return "batch of " + this.elements.size();
	}

}
