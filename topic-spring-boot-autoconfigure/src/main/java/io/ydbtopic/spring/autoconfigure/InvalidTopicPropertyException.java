package io.ydbtopic.spring.autoconfigure;

import io.ydbtopic.spring.support.TopicConfigurationException;
import org.jspecify.annotations.Nullable;

/**
 * A property has a value that can't be used.
 */
public class InvalidTopicPropertyException extends TopicConfigurationException {

	private static final long serialVersionUID = 1L;

	private final String key;

	InvalidTopicPropertyException(String key, String problem, @Nullable Throwable cause) {
		super("Property '" + key + "': " + problem, "Correct the value of '" + key + "'.", cause);
		this.key = key;
	}

	/**
	 * The property.
	 */
	public String key() {
		return this.key;
	}

}
