package io.ydbtopic.spring.event;

/**
 * Something happened to a listener.
 */
public abstract sealed class TopicListenerEvent extends TopicEvent
		permits TopicListenerStartedEvent, TopicListenerStoppedEvent, TopicListenerFailedEvent, PartitionStartedEvent,
		PartitionStoppedEvent, PartitionHeldEvent, TopicListenerIdleEvent {

	private static final long serialVersionUID = 1L;

	private final String listenerId;

	TopicListenerEvent(Object source, String listenerId) {
		super(source);
		this.listenerId = listenerId;
	}

	/**
	 * Id of the listener.
	 */
	public String listenerId() {
		return this.listenerId;
	}

	@Override
	public String toString() {
		return getClass().getSimpleName() + "[" + this.listenerId + "]";
	}

}
