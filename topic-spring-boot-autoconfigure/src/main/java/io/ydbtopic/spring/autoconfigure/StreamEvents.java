package io.ydbtopic.spring.autoconfigure;

import java.time.Duration;

import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.observe.StreamEventListener;
import io.ydbtopic.client.observe.StreamStatus;
import io.ydbtopic.spring.event.TopicStreamReconnectingEvent;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes reconnects as application events. Thread-safe.
 */
class StreamEvents implements StreamEventListener, InitializingBean, DisposableBean {

	private final TopicClient client;

	private final ApplicationEventPublisher events;

	StreamEvents(TopicClient client, ApplicationEventPublisher events) {
		this.client = client;
		this.events = events;
	}

	@Override
	public void afterPropertiesSet() {
		this.client.addListener(this);
	}

	@Override
	public void onReconnecting(StreamStatus status, Duration delay) {
		this.events.publishEvent(new TopicStreamReconnectingEvent(this.client, status, delay));
	}

	@Override
	public void destroy() {
		this.client.removeListener(this);
	}

}
