package io.ydbtopic.spring.autoconfigure;

import io.ydbtopic.client.TopicClientSettings;

/**
 * Changes the client's settings after the properties were applied. Beans of this type are
 * called in their order.
 */
@FunctionalInterface
public interface TopicClientSettingsCustomizer {

	/**
	 * Changes the settings.
	 */
	void customize(TopicClientSettings.Builder builder);

}
