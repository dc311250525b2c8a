package io.ydbtopic.spring.autoconfigure;

import io.ydbtopic.broker.EmbeddedBroker;

/**
 * Points at a broker inside the application or test.
 */
public final class EmbeddedBrokerConnectionDetails implements TopicConnectionDetails {

	private final EmbeddedBroker broker;

	/**
	 * Where the broker is.
	 */
	public EmbeddedBrokerConnectionDetails(EmbeddedBroker broker) {
		this.broker = broker;
	}

	@Override
	public String connectionString() {
		return this.broker.connectionString();
	}

}
