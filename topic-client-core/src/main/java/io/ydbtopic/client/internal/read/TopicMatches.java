package io.ydbtopic.client.internal.read;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import io.ydbtopic.client.TopicAdmin;
import io.ydbtopic.client.TopicSource;
import io.ydbtopic.client.admin.ConsumerConfig;
import io.ydbtopic.client.admin.PathDescription;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.Waits;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the topics that patterns stand for now: those that the directories list and that
 * have the consumer, because one without it would cost the stream of all. Thread-safe.
 */
public final class TopicMatches {

	private static final Logger logger = LoggerFactory.getLogger(TopicMatches.class);

	private final TopicAdmin admin;

	private final List<TopicSource> sources;

	private final @Nullable String consumer;

	/** Topics that were passed over, so that each is told once. */
	private final Set<String> told = ConcurrentHashMap.newKeySet();

	/** Topics that are known to have the consumer. */
	private final Set<String> known = ConcurrentHashMap.newKeySet();

	/**
	 * Matches of the sources of a reader.
	 * @param consumer null if the reader has none
	 */
	public TopicMatches(TopicAdmin admin, List<TopicSource> sources, @Nullable String consumer) {
		this.admin = admin;
		this.sources = List.copyOf(sources);
		this.consumer = consumer;
	}

	/** The sources with a path each, in a stable order; may be empty. */
	CompletableFuture<List<TopicSource>> find() {
		Map<String, List<TopicSource>> byDirectory = this.sources.stream()
			.filter(TopicSource::isPattern)
			.collect(Collectors.groupingBy((source) -> TopicPattern.of(source).directory(), TreeMap::new,
					Collectors.toList()));
		Map<String, CompletableFuture<List<PathDescription>>> listings = new LinkedHashMap<>();
		byDirectory.keySet().forEach((directory) -> listings.put(directory, list(directory)));
		return CompletableFuture.allOf(listings.values().toArray(new CompletableFuture<?>[0])).thenCompose((done) -> {
			Map<String, TopicSource> found = new TreeMap<>();
			listings.forEach((directory, listing) -> {
				for (TopicSource pattern : byDirectory.getOrDefault(directory, List.of())) {
					listing.join()
						.stream()
						.filter(TopicPattern.of(pattern)::matches)
						.forEach((entry) -> found.putIfAbsent(entry.path(), pattern.at(entry.path())));
				}
			});
			this.sources.stream()
				.filter((source) -> !source.isPattern())
				.forEach((source) -> found.put(source.path(), source));
			this.known.retainAll(found.keySet());
			return withConsumer(new ArrayList<>(found.values()));
		});
	}

	/** A directory that is not there has no topics, yet. */
	private CompletableFuture<List<PathDescription>> list(String directory) {
		return this.admin.list(directory).exceptionallyCompose((error) -> {
			boolean missing = Waits.unwrap(error) instanceof TopicException failure
					&& failure.status() == StatusCode.SCHEME_ERROR;
			return missing ? CompletableFuture.completedFuture(List.of()) : CompletableFuture.failedFuture(error);
		});
	}

	private CompletableFuture<List<TopicSource>> withConsumer(List<TopicSource> found) {
		String wanted = this.consumer;
		if (wanted == null) {
			return CompletableFuture.completedFuture(found);
		}
		List<CompletableFuture<Boolean>> checks = found.stream().map((source) -> hasConsumer(source, wanted)).toList();
		return CompletableFuture.allOf(checks.toArray(new CompletableFuture<?>[0])).thenApply((done) -> {
			List<TopicSource> left = new ArrayList<>();
			for (int i = 0; i < found.size(); i++) {
				if (checks.get(i).join()) {
					left.add(found.get(i));
				}
			}
			return left;
		});
	}

	private CompletableFuture<Boolean> hasConsumer(TopicSource source, String wanted) {
		// What was named is asked for, and refused by the server if it can't be.
		if (this.sources.contains(source) || this.known.contains(source.path())) {
			return CompletableFuture.completedFuture(true);
		}
		return this.admin.describeTopic(source.path()).handle((topic, error) -> {
			boolean has = topic != null
					&& topic.config().consumers().stream().map(ConsumerConfig::name).anyMatch(wanted::equals);
			if (has) {
				this.known.add(source.path());
			}
			else if (this.told.add(source.path())) {
				logger.warn("topic '{}' is passed over: {}", source.path(),
						(error != null) ? Waits.unwrap(error).getMessage() : "it has no consumer '" + wanted + "'");
			}
			return has;
		});
	}

	@Override
	public String toString() {
		return this.sources.stream().map(TopicSource::path).collect(Collectors.joining(", "));
	}

}
