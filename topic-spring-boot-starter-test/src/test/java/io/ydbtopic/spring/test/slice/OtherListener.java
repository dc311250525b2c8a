package io.ydbtopic.spring.test.slice;

import io.ydbtopic.spring.annotation.TopicListener;
import org.springframework.stereotype.Component;

@Component
class OtherListener {

	@TopicListener(id = "other", topics = "orders", consumer = "other")
	void other(byte[] order) {
	}

}
