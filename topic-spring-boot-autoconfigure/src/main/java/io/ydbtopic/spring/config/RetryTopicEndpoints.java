package io.ydbtopic.spring.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.ydbtopic.spring.listener.ContainerParts;
import io.ydbtopic.spring.listener.RetryChain;
import io.ydbtopic.spring.listener.TopicListenerContainer;

/**
 * The endpoints of a listener whose failed messages go through retry topics: one for the
 * topics themselves and one for each retry topic, all with the same listener.
 */
public final class RetryTopicEndpoints {

	private RetryTopicEndpoints() {
	}

	/**
	 * The endpoints: that of the listener first, then {@code <id>-retry-1} and so on.
	 * @param listener what is called; names its topics and its consumer
	 */
	public static List<TopicListenerEndpoint> of(TopicListenerEndpoint listener, RetryChain chain) {
		ListenerAttributes attributes = listener.attributes();
		List<TopicListenerEndpoint> endpoints = new ArrayList<>();
		for (int level = 0; level <= chain.retries(); level++) {
			int number = level;
			ListenerAttributes own = (level == 0) ? attributes : attributes.withId(attributes.id() + "-retry-" + level)
				.withTopics(attributes.topics().stream().map((topic) -> chain.retryTopic(topic, number)).toList());
			endpoints.add(new LevelEndpoint(own, listener, chain, level));
		}
		return endpoints;
	}

	/**
	 * The attributes of a listener for the dead letters of another: {@code <id>-dead}.
	 * @param chain with a topic for dead letters
	 */
	public static ListenerAttributes deadLetters(ListenerAttributes attributes, RetryChain chain) {
		return attributes.withId(attributes.id() + "-dead")
			.withTopics(attributes.topics()
				.stream()
				.map((topic) -> Objects.requireNonNull(chain.deadLetterTopic(topic)))
				.toList());
	}

	private record LevelEndpoint(ListenerAttributes attributes, TopicListenerEndpoint listener, RetryChain chain,
			int level) implements TopicListenerEndpoint {

		@Override
		public TopicListenerContainer createContainer(ContainerParts parts) {
			return this.listener.createContainer(this.chain.at(this.level, parts));
		}

	}

}
