package io.ydbtopic.spring.test.slice;

import java.util.ArrayList;
import java.util.List;

import io.ydbtopic.spring.event.TopicEvent;
import org.springframework.context.event.EventListener;

/** Keeps what was told. */
class TopicEvents {

	private final List<TopicEvent> all = new ArrayList<>();

	@EventListener
	void onEvent(TopicEvent event) {
		this.all.add(event);
	}

	<E> List<E> of(Class<E> type) {
		return this.all.stream().filter(type::isInstance).map(type::cast).toList();
	}

}
