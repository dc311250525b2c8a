package io.ydbtopic.spring.autoconfigure;

import java.time.Duration;

import io.ydbtopic.client.observe.StreamEventListener;
import io.ydbtopic.client.observe.StreamStatus;
import io.ydbtopic.spring.core.TopicClients;
import io.ydbtopic.spring.event.TopicStreamReconnectingEvent;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes reconnects as application events. Thread-safe.
 */
class StreamEvents implements StreamEventListener, InitializingBean, DisposableBean {

	private final TopicClients clients;

	private final ApplicationEventPublisher events;

	StreamEvents(TopicClients clients, ApplicationEventPublisher events) {
		this.clients = clients;
		this.events = events;
	}

	@Override
	public void afterPropertiesSet() {
		this.clients.all().forEach((client) -> client.addListener(this));
	}

	@Override
	public void onReconnecting(StreamStatus status, Duration delay) {
		this.events.publishEvent(new TopicStreamReconnectingEvent(this.clients, status, delay));
	}

	@Override
	public void destroy() {
		this.clients.all().forEach((client) -> client.removeListener(this));
	}

}
