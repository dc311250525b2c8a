package io.ydbtopic.spring.health;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.stream.Stream;

import io.ydbtopic.client.observe.ReaderCounters;
import io.ydbtopic.client.observe.WriterCounters;
import io.ydbtopic.spring.config.TopicListenerEndpointRegistry;
import io.ydbtopic.spring.core.NamedReader;
import io.ydbtopic.spring.core.NamedStreams;
import io.ydbtopic.spring.core.NamedWriter;
import io.ydbtopic.spring.listener.TopicListenerContainer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * The health of all listeners, writers and readers that there are at the moment. It asks
 * no server: everything comes from memory. Thread-safe.
 */
public final class TopicHealthContributor implements CompositeHealthContributor {

	private final TopicListenerEndpointRegistry listeners;

	private final NamedStreams named;

	private final StreamHealth streams;

	private final InstantSource clock;

	/** What each listener had reached; gone with it. */
	private final Map<TopicListenerContainer, CatchUp> catchUps = Collections.synchronizedMap(new WeakHashMap<>());

	private final Map<String, HealthContributor> kinds = new LinkedHashMap<>();

	/**
	 * A contributor.
	 * @param reconnectingAfter how long a stream may be without a connection
	 * @param clock tells for how long it has been
	 */
	public TopicHealthContributor(TopicListenerEndpointRegistry listeners, NamedStreams named,
			Duration reconnectingAfter, InstantSource clock) {
		this.listeners = listeners;
		this.named = named;
		this.clock = clock;
		this.streams = new StreamHealth(reconnectingAfter, clock);
		this.kinds.put("listeners", new LiveContributor(this::listeners));
		this.kinds.put("writers", new LiveContributor(this::writers));
		this.kinds.put("readers", new LiveContributor(this::readers));
	}

	private Map<String, HealthIndicator> listeners() {
		Map<String, HealthIndicator> parts = new LinkedHashMap<>();
		for (TopicListenerContainer container : this.listeners.getContainers()) {
			parts.put(container.id(), new ListenerHealth(container, this.streams,
					this.catchUps.computeIfAbsent(container, (absent) -> new CatchUp(this.clock))));
		}
		return parts;
	}

	private Map<String, HealthIndicator> writers() {
		Map<String, HealthIndicator> parts = new LinkedHashMap<>();
		for (NamedWriter writer : this.named.writers()) {
			parts.put(key(writer.name()), () -> writerHealth(writer));
		}
		return parts;
	}

	private Map<String, HealthIndicator> readers() {
		Map<String, HealthIndicator> parts = new LinkedHashMap<>();
		for (NamedReader reader : this.named.readers()) {
			parts.put(key(reader.name()), () -> readerHealth(reader));
		}
		return parts;
	}

	/**
	 * Keys are parts of URLs; a writer of the template has the path of its topic as a
	 * name.
	 */
	private static String key(String name) {
		return name.replace('/', '.');
	}

	private Health writerHealth(NamedWriter writer) {
		if (!writer.isOpen()) {
			return this.streams.of(null).build();
		}
		Health.Builder health = this.streams.of(writer.status());
		WriterCounters counters = writer.counters();
		health.withDetail("unacknowledged", counters.inFlightMessages());
		StreamHealth.time(health, "lastAck", counters.lastAckMillis());
		return health.build();
	}

	private Health readerHealth(NamedReader reader) {
		if (!reader.isOpen()) {
			return this.streams.of(null).build();
		}
		Health.Builder health = this.streams.of(reader.status());
		ReaderCounters counters = reader.counters();
		health.withDetail("partitions", counters.partitions());
		StreamHealth.time(health, "lastData", counters.lastDataMillis());
		return health.build();
	}

	@Override
	public @Nullable HealthContributor getContributor(String name) {
		return this.kinds.get(name);
	}

	@Override
	public Stream<HealthContributors.Entry> stream() {
		return this.kinds.entrySet().stream().map((kind) -> new Entry(kind.getKey(), kind.getValue()));
	}

}
