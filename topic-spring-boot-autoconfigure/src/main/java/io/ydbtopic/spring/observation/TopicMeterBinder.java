package io.ydbtopic.spring.observation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.observe.ReaderCounters;
import io.ydbtopic.client.observe.StreamEventListener;
import io.ydbtopic.client.observe.StreamState;
import io.ydbtopic.client.observe.StreamStatus;
import io.ydbtopic.client.observe.WriterCounters;
import io.ydbtopic.spring.config.TopicListenerEndpointRegistry;
import io.ydbtopic.spring.core.NamedReader;
import io.ydbtopic.spring.core.NamedStreams;
import io.ydbtopic.spring.core.NamedStreamsListener;
import io.ydbtopic.spring.core.NamedWriter;
import io.ydbtopic.spring.core.TopicClients;
import io.ydbtopic.spring.listener.PartitionTrouble;
import io.ydbtopic.spring.listener.TopicListenerContainer;
import org.jspecify.annotations.Nullable;

/**
 * Meters of writers, readers and listeners, which come and go with them, and a counter of
 * reconnects by cause. Thread-safe.
 */
public final class TopicMeterBinder implements MeterBinder {

	private static final double MILLIS = 1_000;

	private final TopicClients clients;

	private final NamedStreams named;

	private final TopicListenerEndpointRegistry listeners;

	/**
	 * Meters of one application.
	 */
	public TopicMeterBinder(TopicClients clients, NamedStreams named, TopicListenerEndpointRegistry listeners) {
		this.clients = clients;
		this.named = named;
		this.listeners = listeners;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		ReconnectCounter reconnects = new ReconnectCounter(registry);
		this.clients.all().forEach((client) -> client.addListener(reconnects));
		this.named.addListener(new NamedStreamsListener() {

			@Override
			public void onWriter(NamedWriter writer) {
				bind(registry, writer);
			}

			@Override
			public void onReader(NamedReader reader) {
				bind(registry, reader);
			}

		});
		this.listeners.addListener(new ListenerMeters(registry));
	}

	private static void bind(MeterRegistry registry, NamedWriter writer) {
		Tags tags = Tags.of("writer", writer.name(), "topic", writer.definition().settings().topic());
		counter(registry, "ydb.topic.writer.messages.acknowledged", "Messages that are safe", tags, writer,
				(w) -> of(w, WriterCounters::messagesAcknowledged));
		counter(registry, "ydb.topic.writer.messages.failed", "Messages that were rejected or left behind", tags,
				writer, (w) -> of(w, WriterCounters::messagesFailed));
		counter(registry, "ydb.topic.writer.bytes", "Payload bytes taken, before compression", tags, writer,
				(w) -> of(w, WriterCounters::bytesWritten));
		counter(registry, "ydb.topic.writer.requests", "Write requests sent", tags, writer,
				(w) -> of(w, WriterCounters::requests));
		gauge(registry, "ydb.topic.writer.messages.inflight", "Messages taken and not acknowledged", tags, writer,
				(w) -> of(w, WriterCounters::inFlightMessages));
		gauge(registry, "ydb.topic.writer.buffer.used", "Bytes of the buffer in use", tags, writer,
				(w) -> of(w, WriterCounters::bufferedBytes));
		gauge(registry, "ydb.topic.writer.buffer.limit", "Size of the buffer in bytes", tags, writer,
				(w) -> of(w, WriterCounters::bufferLimitBytes));
		seconds(registry, "ydb.topic.writer.ack.age", "Time since the last ack", tags, writer,
				(w) -> age(registry, of(w, WriterCounters::lastAckMillis)));
		gauge(registry, "ydb.topic.writer.connected", "1 while connected", tags, writer,
				(w) -> w.isOpen() ? connected(w.status()) : 0);
	}

	private static void bind(MeterRegistry registry, NamedReader reader) {
		Tags tags = Tags.of("reader", reader.name(), "consumer", orEmpty(reader.settings().consumer()));
		counter(registry, "ydb.topic.reader.messages", "Messages handed to the application", tags, reader,
				(r) -> of(r, ReaderCounters::messagesDelivered));
		reading(registry, "ydb.topic.reader", tags, same("reader", reader.name(), reader.settings().consumer()), reader,
				TopicMeterBinder::of);
		gauge(registry, "ydb.topic.reader.connected", "1 while connected", tags, reader,
				(r) -> r.isOpen() ? connected(r.status()) : 0);
	}

	private static List<Meter> bind(MeterRegistry registry, TopicListenerContainer container) {
		Tags tags = Tags.of("listener", container.id(), "consumer",
				orEmpty(container.properties().reader().consumer()));
		List<Meter> meters = new ArrayList<>();
		meters.add(counter(registry, "ydb.topic.listener.received", "Messages that came from the server", tags,
				container, (c) -> of(c, ReaderCounters::messagesReceived)));
		meters.addAll(reading(registry, "ydb.topic.listener", tags,
				same("listener", container.id(), container.properties().reader().consumer()), container,
				TopicMeterBinder::of));
		meters.add(gauge(registry, "ydb.topic.listener.connected", "1 while connected", tags, container,
				(c) -> connected(c.stream())));
		meters.add(gauge(registry, "ydb.topic.partitions.held", "Partitions that stay where they are", tags, container,
				(c) -> c.troubles()
					.stream()
					.filter((trouble) -> trouble.kind() == PartitionTrouble.Kind.HELD)
					.count()));
		return meters;
	}

	/**
	 * What readers and listeners have in common.
	 * @param tags of meters that have a name of their own for each of the two
	 * @param same of those that have one name for both
	 */
	private static <T> List<Meter> reading(MeterRegistry registry, String prefix, Tags tags, Tags same, T source,
			ToDoubleBiFunction<T, ToDoubleFunction<ReaderCounters>> of) {
		return List.of(
				counter(registry, prefix + ".bytes", "Bytes that came from the server", tags, source,
						(it) -> of.applyAsDouble(it, ReaderCounters::bytesReceived)),
				counter(registry, prefix + ".requests", "Requests for more bytes", tags, source,
						(it) -> of.applyAsDouble(it, ReaderCounters::readRequests)),
				counter(registry, prefix + ".commits", "Commit requests", tags, source,
						(it) -> of.applyAsDouble(it, ReaderCounters::commitsSent)),
				counter(registry, prefix + ".commits.failed", "Commits that were not stored", tags, source,
						(it) -> of.applyAsDouble(it, ReaderCounters::commitsFailed)),
				gauge(registry, prefix + ".partitions", "Partitions in hand", tags, source,
						(it) -> of.applyAsDouble(it, ReaderCounters::partitions)),
				gauge(registry, prefix + ".buffer.used", "Bytes of the buffer in use", tags, source,
						(it) -> of.applyAsDouble(it, ReaderCounters::bufferedBytes)),
				gauge(registry, prefix + ".buffer.limit", "Size of the buffer in bytes", tags, source,
						(it) -> of.applyAsDouble(it, ReaderCounters::bufferLimitBytes)),
				seconds(registry, prefix + ".data.age", "Time since the last data", tags, source,
						(it) -> age(registry, of.applyAsDouble(it, ReaderCounters::lastDataMillis))),
				seconds(registry, prefix + ".commit.age", "Time since the server stored the last commit", tags, source,
						(it) -> age(registry, of.applyAsDouble(it, ReaderCounters::lastCommitMillis))),
				gauge(registry, "ydb.topic.lag.messages",
						"Messages written and not committed; NaN unless it is asked for", same, source,
						(it) -> known(of.applyAsDouble(it, ReaderCounters::lagMessages))),
				seconds(registry, "ydb.topic.lag.time", "Time that the slowest partition is behind; NaN if unknown",
						same, source, (it) -> known(of.applyAsDouble(it, ReaderCounters::lagMillis)) / MILLIS),
				counter(registry, "ydb.topic.handovers", "Partitions given back, to others or by a close", same, source,
						(it) -> of.applyAsDouble(it, ReaderCounters::handovers)),
				seconds(registry, "ydb.topic.handover.time",
						"Longest time that a partition stood still when it was given back", same, source,
						(it) -> of.applyAsDouble(it, ReaderCounters::longestHandoverMillis) / MILLIS));
	}

	/** Seconds since a time in epoch milliseconds; not a number if it never was. */
	private static double age(MeterRegistry registry, double epochMillis) {
		return (epochMillis > 0) ? Math.max(0, registry.config().clock().wallTime() - epochMillis) / MILLIS
				: Double.NaN;
	}

	private static double known(double value) {
		return (value >= 0) ? value : Double.NaN;
	}

	private static double of(NamedWriter writer, ToDoubleFunction<WriterCounters> value) {
		return writer.isOpen() ? value.applyAsDouble(writer.counters()) : 0;
	}

	private static double of(NamedReader reader, ToDoubleFunction<ReaderCounters> value) {
		return reader.isOpen() ? value.applyAsDouble(reader.counters()) : 0;
	}

	private static double of(TopicListenerContainer container, ToDoubleFunction<ReaderCounters> value) {
		ReaderCounters counters = container.counters();
		return (counters != null) ? value.applyAsDouble(counters) : 0;
	}

	private static double connected(@Nullable StreamStatus status) {
		return (status != null && status.state() == StreamState.CONNECTED) ? 1 : 0;
	}

	private static Tags same(String kind, String name, @Nullable String consumer) {
		return Tags.of("kind", kind, "name", name, "consumer", orEmpty(consumer));
	}

	private static String orEmpty(@Nullable String text) {
		return (text != null) ? text : "";
	}

	private static <T> Meter counter(MeterRegistry registry, String name, String description, Tags tags, T source,
			ToDoubleFunction<T> value) {
		return FunctionCounter.builder(name, source, value).description(description).tags(tags).register(registry);
	}

	private static <T> Meter seconds(MeterRegistry registry, String name, String description, Tags tags, T source,
			ToDoubleFunction<T> value) {
		return Gauge.builder(name, source, value)
			.description(description)
			.baseUnit("seconds")
			.tags(tags)
			.register(registry);
	}

	private static <T> Meter gauge(MeterRegistry registry, String name, String description, Tags tags, T source,
			ToDoubleFunction<T> value) {
		return Gauge.builder(name, source, value).description(description).tags(tags).register(registry);
	}

	/** Takes the meters of a listener away with it. */
	private static final class ListenerMeters implements TopicListenerEndpointRegistry.RegistryListener {

		private final MeterRegistry registry;

		private final Map<TopicListenerContainer, List<Meter>> meters = new ConcurrentHashMap<>();

		ListenerMeters(MeterRegistry registry) {
			this.registry = registry;
		}

		@Override
		public void onRegistered(TopicListenerContainer container) {
			this.meters.computeIfAbsent(container, (added) -> bind(this.registry, added));
		}

		@Override
		public void onUnregistered(TopicListenerContainer container) {
			List<Meter> gone = this.meters.remove(container);
			if (gone != null) {
				gone.forEach(this.registry::remove);
			}
		}

	}

	/** Counts reconnects by the status of their cause. */
	private static final class ReconnectCounter implements StreamEventListener {

		private final MeterRegistry registry;

		ReconnectCounter(MeterRegistry registry) {
			this.registry = registry;
		}

		@Override
		public void onReconnecting(StreamStatus status, Duration delay) {
			TopicException error = status.lastError();
			Counter.builder("ydb.topic.reconnects")
				.description("Lost connections and failed attempts to connect")
				.tag("kind", (status.kind() == StreamStatus.Kind.WRITER) ? "writer" : "reader")
				.tag("name", status.name())
				.tag("cause", (error != null) ? error.status().name() : "none")
				.register(this.registry)
				.increment();
		}

	}

}
