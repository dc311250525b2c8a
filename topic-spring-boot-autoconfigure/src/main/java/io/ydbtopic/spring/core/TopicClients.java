package io.ydbtopic.spring.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

import io.ydbtopic.client.TopicClient;
import io.ydbtopic.spring.support.NearestName;
import io.ydbtopic.spring.support.TopicConfigurationException;
import org.jspecify.annotations.Nullable;

/**
 * The clients of an application: its own, and those of other clusters by name.
 * Thread-safe.
 */
public final class TopicClients {

	private final TopicClient own;

	private final Set<String> names;

	private final Function<String, TopicClient> named;

	/**
	 * Clients of one application.
	 * @param own for everything that names no cluster
	 * @param names of the other clusters
	 * @param named finds the client of a name
	 */
	public TopicClients(TopicClient own, Collection<String> names, Function<String, TopicClient> named) {
		this.own = own;
		this.names = new TreeSet<>(names);
		this.named = named;
	}

	/**
	 * The client of a cluster.
	 * @param name under {@code ydb.topic.clients}; {@code null} for the application's own
	 * @throws TopicConfigurationException if there is none of that name
	 */
	public TopicClient of(@Nullable String name) {
		if (name == null) {
			return this.own;
		}
		if (!this.names.contains(name)) {
			throw new TopicConfigurationException("There is no client '" + name + "' under ydb.topic.clients",
					NearestName.hint(name, this.names));
		}
		return this.named.apply(name);
	}

	/**
	 * Names of the other clusters.
	 */
	public Set<String> names() {
		return Set.copyOf(this.names);
	}

	/**
	 * All of them, the application's own first.
	 */
	public List<TopicClient> all() {
		List<TopicClient> all = new ArrayList<>();
		all.add(this.own);
		this.names.forEach((name) -> all.add(of(name)));
		return all;
	}

}
