package io.ydbtopic.spring.config;

import io.ydbtopic.spring.support.TopicConfigurationException;

/**
 * Two listeners have the same id.
 */
public class DuplicateListenerIdException extends TopicConfigurationException {

	private static final long serialVersionUID = 1L;

	public DuplicateListenerIdException(String id, String first, String second) {
		super("The listener id '" + id + "' is used twice: by " + first + " and by " + second,
				"Give one of them another id: @TopicListener(id = \"...\").");
	}

}
