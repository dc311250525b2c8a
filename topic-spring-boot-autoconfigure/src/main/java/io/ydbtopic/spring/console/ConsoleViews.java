package io.ydbtopic.spring.console;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.TopicAdmin;
import io.ydbtopic.client.TopicSource;
import io.ydbtopic.client.admin.ConsumerDescription;
import io.ydbtopic.client.admin.ConsumerPartition;
import io.ydbtopic.client.admin.DescribeOptions;
import io.ydbtopic.client.admin.PartitionDescription;
import io.ydbtopic.client.admin.TopicDescription;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.observe.StreamStatus;
import io.ydbtopic.spring.config.TopicListenerEndpointRegistry;
import io.ydbtopic.spring.core.TopicClients;
import io.ydbtopic.spring.listener.PartitionTrouble;
import io.ydbtopic.spring.listener.TopicListenerContainer;
import org.jspecify.annotations.Nullable;

/**
 * What the page shows, as maps that become JSON. Thread-safe.
 */
public final class ConsoleViews {

	private final ShownTopics topics;

	private final TopicAdmin admin;

	private final LagHistory history;

	private final TopicListenerEndpointRegistry registry;

	private final TopicClients clients;

	/**
	 * Views of one application.
	 */
	public ConsoleViews(ShownTopics topics, TopicAdmin admin, LagHistory history,
			TopicListenerEndpointRegistry registry, TopicClients clients) {
		this.topics = topics;
		this.admin = admin;
		this.history = history;
		this.registry = registry;
		this.clients = clients;
	}

	/** Fails with "not found" if the topic is not shown. */
	CompletableFuture<String> require(String topic) {
		return this.topics.require(topic);
	}

	/** All topics, each with the lag that was sampled last. */
	CompletableFuture<List<Map<String, Object>>> topics() {
		return this.topics.paths().thenCompose((paths) -> {
			CompletableFuture<List<Map<String, Object>>> all = CompletableFuture.completedFuture(new ArrayList<>());
			for (String path : paths) {
				all = all.thenCombine(topicRow(path), (rows, row) -> {
					rows.add(row);
					return rows;
				});
			}
			return all;
		});
	}

	private CompletableFuture<Map<String, Object>> topicRow(String path) {
		return this.admin.describeTopic(path, DescribeOptions.STATISTICS).handle((topic, error) -> {
			Map<String, Object> row = new LinkedHashMap<>();
			row.put("path", path);
			if (error != null) {
				row.put("error", ConsoleRoutes.text(error));
				return row;
			}
			row.put("partitions", topic.partitions().size());
			row.put("storeSize", topic.storeSizeBytes());
			row.put("lastWrite", text(lastWrite(topic)));
			row.put("consumers", LagSampler.consumers(topic).stream().map((consumer) -> {
				Map<String, Object> lag = new LinkedHashMap<>();
				lag.put("name", consumer);
				LagHistory.Sample latest = this.history.latest(path, consumer);
				lag.put("lag", (latest != null) ? latest.messages() : null);
				return lag;
			}).toList());
			return row;
		});
	}

	/** One topic with its partitions, consumers and their lag over time. */
	CompletableFuture<Map<String, Object>> topic(String path) {
		return this.topics.require(path)
			.thenCompose((shown) -> this.admin.describeTopic(shown))
			.thenCompose((topic) -> {
				CompletableFuture<List<Map<String, Object>>> all = CompletableFuture.completedFuture(new ArrayList<>());
				for (String consumer : LagSampler.consumers(topic)) {
					all = all.thenCombine(this.admin.describeConsumer(path, consumer), (rows, described) -> {
						rows.add(consumer(path, described));
						return rows;
					});
				}
				return all.thenApply((consumers) -> topic(path, topic, consumers));
			});
	}

	private static Map<String, Object> topic(String path, TopicDescription topic, List<Map<String, Object>> consumers) {
		Map<String, Object> map = new LinkedHashMap<>();
		map.put("path", path);
		map.put("retentionSeconds", topic.config().retention().toSeconds());
		map.put("storeSize", topic.storeSizeBytes());
		map.put("lastWrite", text(lastWrite(topic)));
		map.put("partitions", topic.partitions().stream().map(ConsoleViews::partition).toList());
		map.put("consumers", consumers);
		return map;
	}

	/** The newest of the partitions; what the server tells of a topic is the oldest. */
	private static @Nullable Instant lastWrite(TopicDescription topic) {
		Instant newest = null;
		for (PartitionDescription partition : topic.partitions()) {
			Instant written = partition.lastWriteTime();
			if (written != null && (newest == null || written.isAfter(newest))) {
				newest = written;
			}
		}
		return newest;
	}

	private static Map<String, Object> partition(PartitionDescription partition) {
		Map<String, Object> map = new LinkedHashMap<>();
		map.put("id", partition.id());
		map.put("active", partition.active());
		map.put("children", partition.children());
		map.put("start", partition.startOffset());
		map.put("end", partition.endOffset());
		map.put("storeSize", partition.storeSizeBytes());
		map.put("lastWrite", text(partition.lastWriteTime()));
		map.put("node", partition.nodeId());
		return map;
	}

	private Map<String, Object> consumer(String path, ConsumerDescription consumer) {
		Map<String, Object> map = new LinkedHashMap<>();
		map.put("name", consumer.config().name());
		map.put("lag", consumer.lag());
		map.put("partitions", consumer.partitions().stream().map(ConsoleViews::position).toList());
		map.put("samples",
				this.history.of(path, consumer.config().name())
					.stream()
					.map((sample) -> List.of(sample.at().toEpochMilli(), sample.messages()))
					.toList());
		return map;
	}

	private static Map<String, Object> position(ConsumerPartition partition) {
		Map<String, Object> map = new LinkedHashMap<>();
		map.put("id", partition.partitionId());
		map.put("start", partition.startOffset());
		map.put("committed", partition.committedOffset());
		map.put("end", partition.endOffset());
		map.put("lag", partition.lag());
		map.put("reader", (partition.readSessionId() == null) ? null
				: (partition.readerName() != null) ? partition.readerName() : partition.readSessionId());
		return map;
	}

	/** All listeners, of all clusters. */
	List<Map<String, Object>> listeners() {
		return this.registry.getContainers().stream().map(this::listener).toList();
	}

	private Map<String, Object> listener(TopicListenerContainer container) {
		Map<String, Object> map = new LinkedHashMap<>();
		Throwable failure = container.failure();
		map.put("id", container.id());
		map.put("state", container.state().name());
		map.put("since", container.since().toString());
		map.put("pauseRequested", container.isPauseRequested());
		map.put("failure", (failure != null) ? failure.getClass().getName() : null);
		map.put("topics", container.properties().reader().topics().stream().map(TopicSource::path).toList());
		map.put("consumer", container.properties().reader().consumer());
		map.put("errorHandling", container.errorHandling());
		map.put("troubles", container.troubles().stream().map(ConsoleViews::trouble).toList());
		return map;
	}

	private static Map<String, Object> trouble(PartitionTrouble trouble) {
		Map<String, Object> map = new LinkedHashMap<>();
		map.put("topic", trouble.topic());
		map.put("partition", trouble.partitionId());
		map.put("offset", trouble.offset());
		map.put("kind", trouble.kind().name());
		map.put("attempt", trouble.attempt());
		map.put("since", trouble.since().toString());
		map.put("cause", trouble.cause());
		return map;
	}

	/** All streams that are not closed, of all clusters. */
	List<Map<String, Object>> streams() {
		return this.clients.all()
			.stream()
			.flatMap((client) -> client.streams().stream())
			.sorted(Comparator.comparing(StreamStatus::id))
			.map((status) -> {
				Map<String, Object> map = new LinkedHashMap<>();
				TopicException error = status.lastError();
				map.put("id", status.id());
				map.put("kind", (status.kind() == StreamStatus.Kind.WRITER) ? "writer" : "reader");
				map.put("name", status.name());
				map.put("topics", status.topics());
				map.put("state", status.state().name());
				map.put("since", status.since().toString());
				map.put("attempt", status.attempt());
				map.put("reconnects", status.reconnects());
				map.put("lastError", (error != null) ? error.status().name() : null);
				map.put("lastErrorAt", text(status.lastErrorAt()));
				return map;
			})
			.toList();
	}

	private static @Nullable String text(@Nullable Instant instant) {
		return (instant != null) ? instant.toString() : null;
	}

}
