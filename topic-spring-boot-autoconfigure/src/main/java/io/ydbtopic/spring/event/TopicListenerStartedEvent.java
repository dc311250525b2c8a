package io.ydbtopic.spring.event;

/**
 * A listener is connected for the first time since it was started.
 */
public final class TopicListenerStartedEvent extends TopicListenerEvent {

	private static final long serialVersionUID = 1L;

	/**
	 * Made by the container.
	 */
	public TopicListenerStartedEvent(Object source, String listenerId) {
		super(source, listenerId);
	}

}
