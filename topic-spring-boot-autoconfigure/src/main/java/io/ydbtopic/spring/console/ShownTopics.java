package io.ydbtopic.spring.console;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

import io.ydbtopic.client.TopicAdmin;
import io.ydbtopic.client.TopicSource;
import io.ydbtopic.client.admin.PathDescription;
import io.ydbtopic.spring.config.TopicListenerEndpoint;
import io.ydbtopic.spring.config.TopicListenerEndpointRegistry;
import io.ydbtopic.spring.core.NamedStreams;
import org.springframework.http.HttpStatus;
import org.springframework.util.PatternMatchUtils;

/**
 * The topics that the console shows: those that listeners, writers and readers of the
 * application use, and those of its settings. Of the application's own cluster only.
 * Thread-safe.
 */
public final class ShownTopics {

	/** Topics beyond this are not shown. */
	static final int MOST = 200;

	private final TopicListenerEndpointRegistry registry;

	private final NamedStreams named;

	private final TopicAdmin admin;

	private final List<String> more;

	/**
	 * Topics of one application.
	 * @param more paths of others, the last part of which may be a pattern
	 */
	public ShownTopics(TopicListenerEndpointRegistry registry, NamedStreams named, TopicAdmin admin,
			List<String> more) {
		this.registry = registry;
		this.named = named;
		this.admin = admin;
		this.more = more;
	}

	/** Their paths, sorted. */
	CompletableFuture<List<String>> paths() {
		Set<String> sources = new LinkedHashSet<>(this.more);
		this.registry.getContainers()
			.stream()
			.filter((container) -> isOwn(container.id()))
			.flatMap((container) -> container.properties().reader().topics().stream())
			.forEach((source) -> sources.add(source.path()));
		this.named.writers().forEach((writer) -> sources.add(writer.definition().settings().topic()));
		this.named.readers()
			.forEach((reader) -> reader.settings().topics().forEach((source) -> sources.add(source.path())));
		CompletableFuture<Set<String>> all = CompletableFuture.completedFuture(new TreeSet<>());
		for (String source : sources) {
			all = all.thenCombine(expand(TopicSource.of(source)), (paths, found) -> {
				paths.addAll(found);
				return paths;
			});
		}
		return all.thenApply((paths) -> paths.stream().limit(MOST).toList());
	}

	/** Fails with "not found" if the console does not show the topic. */
	CompletableFuture<String> require(String topic) {
		return paths().thenApply((paths) -> {
			if (!paths.contains(topic)) {
				throw new ConsoleException(HttpStatus.NOT_FOUND,
						"The console does not show a topic '" + topic + "' (see ydb.topic.console.topics)");
			}
			return topic;
		});
	}

	private boolean isOwn(String listener) {
		TopicListenerEndpoint endpoint = this.registry.getEndpoint(listener);
		return endpoint == null || endpoint.attributes().client() == null;
	}

	private CompletableFuture<List<String>> expand(TopicSource source) {
		if (!source.isPattern()) {
			return CompletableFuture.completedFuture(List.of(source.path()));
		}
		String path = source.path();
		String directory = path.substring(0, path.lastIndexOf('/') + 1);
		return this.admin.list(directory).thenApply((entries) -> {
			List<String> found = new ArrayList<>();
			for (PathDescription entry : entries) {
				if (entry.isTopic() && matches(path.substring(directory.length()), entry.name())) {
					found.add(entry.path());
				}
			}
			return found;
		});
	}

	/** {@code ?} is a letter, which Spring's patterns do not know. */
	private static boolean matches(String pattern, String name) {
		if (pattern.indexOf('?') < 0) {
			return PatternMatchUtils.simpleMatch(pattern, name);
		}
		StringBuilder regex = new StringBuilder();
		pattern.chars()
			.forEach((letter) -> regex
				.append((letter == '*') ? ".*" : (letter == '?') ? "." : Pattern.quote(String.valueOf((char) letter))));
		return name.matches(regex.toString());
	}

}
