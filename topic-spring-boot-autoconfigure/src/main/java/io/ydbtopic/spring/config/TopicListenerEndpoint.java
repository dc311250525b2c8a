package io.ydbtopic.spring.config;

import io.ydbtopic.client.Deserializer;
import io.ydbtopic.spring.listener.BatchTopicMessageListener;
import io.ydbtopic.spring.listener.ContainerParts;
import io.ydbtopic.spring.listener.TopicListenerContainer;
import io.ydbtopic.spring.listener.TopicMessageListener;

/**
 * What to listen to, and what to call. Nothing starts from it; the registry makes a
 * container of it.
 */
public interface TopicListenerEndpoint {

	/**
	 * What was said about it.
	 */
	ListenerAttributes attributes();

	/**
	 * A container that calls it.
	 */
	TopicListenerContainer createContainer(ContainerParts parts);

	/**
	 * An endpoint for messages one by one.
	 * @param deserializer makes values of payloads, within the reach of the error handler
	 */
	static <T> TopicListenerEndpoint of(ListenerAttributes attributes, Deserializer<T> deserializer,
			TopicMessageListener<T> listener) {
		return new TopicListenerEndpoint() {

			@Override
			public ListenerAttributes attributes() {
				return attributes;
			}

			@Override
			public TopicListenerContainer createContainer(ContainerParts parts) {
				return parts.container(deserializer, listener);
			}

		};
	}

	/**
	 * An endpoint for batches.
	 * @param deserializer makes values of payloads
	 */
	static <T> TopicListenerEndpoint ofBatch(ListenerAttributes attributes, Deserializer<T> deserializer,
			BatchTopicMessageListener<T> listener) {
		return new TopicListenerEndpoint() {

			@Override
			public ListenerAttributes attributes() {
				return attributes;
			}

			@Override
			public TopicListenerContainer createContainer(ContainerParts parts) {
				return parts.batchContainer(deserializer, listener);
			}

		};
	}

}
