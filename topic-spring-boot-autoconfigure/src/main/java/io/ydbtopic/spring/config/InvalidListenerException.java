package io.ydbtopic.spring.config;

import io.ydbtopic.spring.support.TopicConfigurationException;
import org.jspecify.annotations.Nullable;

/**
 * A listener is declared in a way that can't work.
 */
public class InvalidListenerException extends TopicConfigurationException {

	private static final long serialVersionUID = 1L;

	/**
	 * A mistake in a declaration.
	 * @param origin where the listener is declared
	 * @param problem what is wrong, with the value received
	 * @param action what to do about it
	 */
	public InvalidListenerException(String origin, String problem, String action, @Nullable Throwable cause) {
		super(origin + ": " + problem, action, cause);
	}

	public InvalidListenerException(String origin, String problem, String action) {
		this(origin, problem, action, null);
	}

}
