package io.ydbtopic.spring.event;

import java.time.Duration;

import io.ydbtopic.client.observe.StreamStatus;

/**
 * A writer, reader or listener lost its connection, or an attempt to connect failed.
 */
public final class TopicStreamReconnectingEvent extends TopicEvent {

	private static final long serialVersionUID = 1L;

	private final transient StreamStatus status;

	private final Duration delay;

	/**
	 * Made by the auto-configuration.
	 */
	public TopicStreamReconnectingEvent(Object source, StreamStatus status, Duration delay) {
		super(source);
		this.status = status;
		this.delay = delay;
	}

	/**
	 * The state of the stream, with the cause.
	 */
	public StreamStatus status() {
		return this.status;
	}

	/**
	 * Time until the next attempt.
	 */
	public Duration delay() {
		return this.delay;
	}

	@Override
	public String toString() {
		return getClass().getSimpleName() + "[" + this.status.id() + "]";
	}

}
