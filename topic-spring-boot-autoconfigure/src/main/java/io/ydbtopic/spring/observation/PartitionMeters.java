package io.ydbtopic.spring.observation;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.ydbtopic.client.PartitionLag;
import io.ydbtopic.client.PartitionSession;
import io.ydbtopic.spring.listener.ListenerObserver;
import org.jspecify.annotations.Nullable;

/**
 * Gauges of each partition that a listener has; they come and go with it. Thread-safe.
 */
public final class PartitionMeters implements ListenerObserver {

	private static final double MILLIS = 1_000;

	private final Supplier<@Nullable MeterRegistry> registry;

	private final Map<Place, Gauges> gauges = new ConcurrentHashMap<>();

	/**
	 * Gauges in a registry.
	 * @param registry asked for when a partition comes; {@code null} for none
	 */
	public PartitionMeters(Supplier<@Nullable MeterRegistry> registry) {
		this.registry = registry;
	}

	@Override
	public void partitionStarted(String listenerId, @Nullable String consumer, PartitionSession session) {
		MeterRegistry meters = this.registry.get();
		if (meters == null) {
			return;
		}
		this.gauges.compute(new Place(listenerId, session.topic(), session.partitionId()), (place, before) -> {
			if (before != null) {
				before.session.set(session);
				return before;
			}
			return new Gauges(meters, place, (consumer != null) ? consumer : "", session);
		});
	}

	@Override
	public void partitionEnded(String listenerId, PartitionSession session) {
		this.gauges.computeIfPresent(new Place(listenerId, session.topic(), session.partitionId()), (place, now) -> {
			if (now.session.get() != session) {
				return now;
			}
			now.remove();
			return null;
		});
	}

	private record Place(String listener, String topic, long partition) {
	}

	/** Those of one partition, through all its sessions. */
	private static final class Gauges {

		private final MeterRegistry registry;

		private final AtomicReference<PartitionSession> session;

		private final List<Meter> meters;

		Gauges(MeterRegistry registry, Place place, String consumer, PartitionSession session) {
			this.registry = registry;
			this.session = new AtomicReference<>(session);
			Tags tags = Tags.of("listener", place.listener, "consumer", consumer, "topic", place.topic, "partition",
					Long.toString(place.partition));
			this.meters = List.of(
					gauge("ydb.topic.partition.lag.messages",
							"Messages written and not committed; NaN unless it is asked for", null, tags,
							(current) -> lag(current, PartitionLag::messages)),
					gauge("ydb.topic.partition.lag.time", "Time that the partition is behind; NaN if unknown",
							"seconds", tags, (current) -> lag(current, (lag) -> lag.timeBehind().toMillis() / MILLIS)),
					gauge("ydb.topic.partition.committed", "First offset that is not committed", null, tags,
							PartitionSession::committedOffset));
		}

		private Meter gauge(String name, String description, @Nullable String unit, Tags tags,
				ToDoubleFunction<PartitionSession> value) {
			return Gauge.builder(name, this.session, (current) -> value.applyAsDouble(current.get()))
				.description(description)
				.baseUnit(unit)
				.tags(tags)
				.register(this.registry);
		}

		private static double lag(PartitionSession session, ToDoubleFunction<PartitionLag> value) {
			PartitionLag lag = session.lastLag();
			return (lag != null) ? value.applyAsDouble(lag) : Double.NaN;
		}

		void remove() {
			this.meters.forEach(this.registry::remove);
		}

	}

}
