package io.ydbtopic.spring.listener;

import io.ydbtopic.spring.support.TopicConfigurationException;
import org.jspecify.annotations.Nullable;

/**
 * A listener with the start-up policy {@link StartupPolicy#FAIL} could not connect.
 */
public class ListenerStartException extends TopicConfigurationException {

	private static final long serialVersionUID = 1L;

	public ListenerStartException(String description, String action, @Nullable Throwable cause) {
		super(description, action, cause);
	}

}
