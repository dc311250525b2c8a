package io.ydbtopic.spring.autoconfigure;

import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.TopicClientSettings;

/**
 * Opens the clients of the application, its own and those of named clusters. Define a
 * bean of this type to decorate them all, or to run them on other threads.
 */
@FunctionalInterface
public interface TopicClientFactory {

	/**
	 * A client; called once for each cluster, while the application starts.
	 * @param settings as configured
	 * @return the client, closed by the application
	 */
	TopicClient open(TopicClientSettings settings);

}
