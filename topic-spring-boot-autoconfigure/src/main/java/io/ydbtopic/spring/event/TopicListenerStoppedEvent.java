package io.ydbtopic.spring.event;

/**
 * A listener has stopped on request.
 */
public final class TopicListenerStoppedEvent extends TopicListenerEvent {

	private static final long serialVersionUID = 1L;

	private final String reason;

	/**
	 * Made by the container.
	 */
	public TopicListenerStoppedEvent(Object source, String listenerId, String reason) {
		super(source, listenerId);
		this.reason = reason;
	}

	/**
	 * Why it was stopped.
	 */
	public String reason() {
		return this.reason;
	}

}
