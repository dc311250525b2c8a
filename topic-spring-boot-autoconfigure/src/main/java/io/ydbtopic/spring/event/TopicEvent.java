package io.ydbtopic.spring.event;

import org.springframework.context.ApplicationEvent;

/**
 * Something happened to a listener, a partition or a stream. Published on the thread
 * where it happened; who hears it should not take long. Immutable.
 */
public abstract sealed class TopicEvent extends ApplicationEvent
		permits TopicListenerEvent, TopicStreamReconnectingEvent {

	private static final long serialVersionUID = 1L;

	TopicEvent(Object source) {
		super(source);
	}

}
