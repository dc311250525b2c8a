package io.ydbtopic.spring.listener;

import java.util.List;

import io.ydbtopic.client.ReceivedMessage;
import org.jspecify.annotations.Nullable;

/**
 * A listener could not handle messages.
 *
 * @param listenerId id of the listener
 * @param consumer its consumer; {@code null} if it reads without
 * @param messages the messages of one partition, at least one
 * @param cause why, without wrappers
 * @param attempt how often it was tried, this time included
 */
public record ListenerFailure(String listenerId, @Nullable String consumer, List<? extends ReceivedMessage<?>> messages,
		Throwable cause, int attempt) {

	public ListenerFailure {
		messages = List.copyOf(messages);
	}

	/**
	 * The first of the messages.
	 */
	public ReceivedMessage<?> first() {
		return this.messages.get(0);
	}

	/** Without payloads: names the place and the cause's class. */
	@Override
	public String toString() {
		String place = first().topic() + " partition " + first().partitionId() + " offset " + first().offset();
		String size = (this.messages.size() == 1) ? "" : " and " + (this.messages.size() - 1) + " more";
		return "listener '" + this.listenerId + "', " + place + size + ", attempt " + this.attempt + ": "
				+ FailureText.of(this.cause);
	}

}
