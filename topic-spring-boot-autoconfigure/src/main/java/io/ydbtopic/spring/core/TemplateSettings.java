package io.ydbtopic.spring.core;

import java.util.Map;

import io.ydbtopic.spring.support.ByType;
import org.jspecify.annotations.Nullable;

/**
 * Where a template writes when nobody says it.
 *
 * @param defaultTopic path of the topic for all else; {@code null} for none
 * @param topics paths of topics by the class of the payload
 */
public record TemplateSettings(@Nullable String defaultTopic, ByType<String> topics) {

	/** Every message has to say its topic. */
	public static final TemplateSettings NONE = new TemplateSettings(null, new ByType<>(Map.of()));

	/**
	 * The topic of a payload.
	 * @throws IllegalArgumentException if there is none
	 */
	String topicOf(Object payload) {
		String topic = this.topics.of(payload.getClass());
		topic = (topic != null) ? topic : this.defaultTopic;
		if (topic == null) {
			throw new IllegalArgumentException("No topic is known for a " + payload.getClass().getName()
					+ " (expected: a topic in the call, 'ydb.topic.template.topic-mappings.<topic>' with that class, or"
					+ " 'ydb.topic.template.default-topic')");
		}
		return topic;
	}

}
