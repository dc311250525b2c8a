package io.ydbtopic.spring.test.slice;

import java.util.ArrayList;
import java.util.List;

import io.ydbtopic.spring.annotation.TopicListener;
import org.springframework.stereotype.Component;

@Component
class AuditListener {

	final List<String> seen = new ArrayList<>();

	@TopicListener(id = "audit", topics = "audited", consumer = "audit", group = "archive")
	void audit(String message) {
		this.seen.add(message);
		if (message.equals("error")) {
			throw new NoClassDefFoundError("on purpose");
		}
		if (message.equals("failure")) {
			throw new IllegalStateException("on purpose");
		}
	}

	@TopicListener(id = "late", topics = "audited", consumer = "late", group = "archive",
			readFrom = "2030-01-01T01:00:00Z")
	void late(String message) {
		this.seen.add("late " + message);
	}

	@TopicListener(id = "single", topics = "audited", consumer = "single")
	void single(byte[] message) {
	}

}
