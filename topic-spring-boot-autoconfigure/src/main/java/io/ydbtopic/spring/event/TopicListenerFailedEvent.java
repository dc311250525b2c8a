package io.ydbtopic.spring.event;

/**
 * A listener has ended by a failure that it can't recover from: a missing topic or
 * consumer, or an error such as an exhausted heap.
 */
public final class TopicListenerFailedEvent extends TopicListenerEvent {

	private static final long serialVersionUID = 1L;

	private final transient Throwable cause;

	/**
	 * Made by the container.
	 */
	public TopicListenerFailedEvent(Object source, String listenerId, Throwable cause) {
		super(source, listenerId);
		this.cause = cause;
	}

	/**
	 * What ended it.
	 */
	public Throwable cause() {
		return this.cause;
	}

}
