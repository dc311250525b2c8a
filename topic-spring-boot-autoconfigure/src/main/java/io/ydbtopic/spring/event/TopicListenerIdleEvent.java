package io.ydbtopic.spring.event;

import java.time.Duration;

/**
 * A listener was given nothing for as long as its {@code idle-event-interval} says, and
 * again after each further interval. Whether nothing was written, it is paused or its
 * stream is not connected, is for its state to say.
 */
public final class TopicListenerIdleEvent extends TopicListenerEvent {

	private static final long serialVersionUID = 1L;

	private final Duration idle;

	/**
	 * Made by the container.
	 */
	public TopicListenerIdleEvent(Object source, String listenerId, Duration idle) {
		super(source, listenerId);
		this.idle = idle;
	}

	/**
	 * Time since the last message came, or since the start.
	 */
	public Duration idle() {
		return this.idle;
	}

	@Override
	public String toString() {
		return "TopicListenerIdleEvent[" + listenerId() + ", " + this.idle + "]";
	}

}
