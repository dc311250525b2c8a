package io.ydbtopic.spring.core;

import io.ydbtopic.client.admin.ConsumerConfig;
import io.ydbtopic.client.admin.TopicConfig;
import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

/**
 * A topic that the application needs. As a bean it is made or checked before the
 * listeners start, as {@code ydb.topic.provisioning} says. Immutable.
 *
 * @param path path of the topic, absolute or behind the database
 * @param config what it should be
 * @param client name of the cluster; {@code null} for the application's own
 */
public record TopicDefinition(String path, TopicConfig config, @Nullable String client) {

	/**
	 * Checks the path.
	 * @throws IllegalArgumentException if the path is empty
	 */
	public TopicDefinition {
		if (!StringUtils.hasText(path)) {
			throw new IllegalArgumentException("path: '" + path + "' (expected: the path of a topic)");
		}
	}

	/**
	 * A topic of the application's own cluster.
	 * @param path path of the topic, absolute or behind the database
	 * @param config what it should be
	 */
	public static TopicDefinition of(String path, TopicConfig config) {
		return new TopicDefinition(path, config, null);
	}

	/**
	 * A topic with a number of partitions and consumers, and the server's defaults.
	 * @param path path of the topic, absolute or behind the database
	 */
	public static TopicDefinition of(String path, int partitions, String... consumers) {
		TopicConfig.Builder config = TopicConfig.builder().partitions(partitions);
		for (String consumer : consumers) {
			config.consumer(ConsumerConfig.of(consumer));
		}
		return of(path, config.build());
	}

	/**
	 * The same topic of another cluster.
	 * @param name the cluster, as in {@code ydb.topic.clients.<name>}
	 */
	public TopicDefinition onClient(String name) {
		return new TopicDefinition(this.path, this.config, name);
	}

	@Override
	public String toString() {
		return this.path + ((this.client != null) ? " of cluster '" + this.client + "'" : "");
	}

}
