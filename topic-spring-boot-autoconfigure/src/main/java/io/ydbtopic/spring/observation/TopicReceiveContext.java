package io.ydbtopic.spring.observation;

import java.util.List;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import io.ydbtopic.client.ReceivedMessage;
import org.jspecify.annotations.Nullable;

/**
 * One call of a listener, for observations. The trace of a single message comes from its
 * metadata; a batch has none of its own, but links to those of its messages.
 */
public class TopicReceiveContext extends ReceiverContext<ReceivedMessage<?>> {

	private final String listenerId;

	private final @Nullable String consumer;

	private final List<ReceivedMessage<?>> messages;

	private final boolean batch;

	private final int attempt;

	/**
	 * A call.
	 * @param consumer as whom the listener reads; {@code null} without a consumer
	 * @param messages what it is given, at least one
	 * @param batch whether it takes batches
	 * @param attempt 1 at first
	 */
	public TopicReceiveContext(String listenerId, @Nullable String consumer,
			List<? extends ReceivedMessage<?>> messages, boolean batch, int attempt) {
		super((message, key) -> batch ? null : message.metadata(key), Kind.CONSUMER);
		this.listenerId = listenerId;
		this.consumer = consumer;
		this.messages = List.copyOf(messages);
		this.batch = batch;
		this.attempt = attempt;
		setCarrier(this.messages.get(0));
		setRemoteServiceName("YDB topics");
	}

	/**
	 * Id of the listener.
	 */
	public String listenerId() {
		return this.listenerId;
	}

	/**
	 * As whom it reads; {@code null} without a consumer.
	 */
	public @Nullable String consumer() {
		return this.consumer;
	}

	/**
	 * What it is given; of one partition.
	 */
	public List<ReceivedMessage<?>> messages() {
		return this.messages;
	}

	/**
	 * Whether it takes batches.
	 */
	public boolean isBatch() {
		return this.batch;
	}

	/**
	 * 1 at first.
	 */
	public int attempt() {
		return this.attempt;
	}

}
