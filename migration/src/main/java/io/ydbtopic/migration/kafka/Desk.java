package io.ydbtopic.migration.kafka;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.springframework.stereotype.Component;

/**
 * What has arrived where people look at it. Thread-safe.
 */
@Component
class Desk {

	private final List<String> papers = new CopyOnWriteArrayList<>();

	void put(String paper) {
		this.papers.add(paper);
	}

	List<String> papers() {
		return List.copyOf(this.papers);
	}

}
