package io.ydbtopic.spring.autoconfigure;

import io.ydbtopic.spring.support.TopicConfigurationException;

/**
 * The broker inside the application is wanted, but not on the class path.
 */
class MissingEmbeddedBrokerException extends TopicConfigurationException {

	private static final long serialVersionUID = 1L;

	MissingEmbeddedBrokerException() {
		super("Property 'ydb.topic.embedded.enabled' is true, but the broker is not on the class path",
				"Add the dependency io.ydbtopic:topic-embedded-broker, or set 'ydb.topic.embedded.enabled' to false.");
	}

}
