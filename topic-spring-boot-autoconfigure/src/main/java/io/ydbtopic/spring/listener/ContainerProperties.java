package io.ydbtopic.spring.listener;

import java.time.Duration;

import io.ydbtopic.client.ReaderSettings;
import org.jspecify.annotations.Nullable;

/**
 * How a container runs. Immutable.
 *
 * @param reader what and how it reads
 * @param autoStartup whether it starts with the application
 * @param concurrency threads, over which the partitions are spread; at least 1
 * @param ackMode when handled messages are committed
 * @param maxUncommitted with {@link AckMode#MANUAL}: messages of a partition that may
 * wait for their acknowledgment before no more are handed out
 * @param shutdown what is finished when it stops
 * @param shutdownTimeout most time for that
 * @param startupPolicy what a failure to connect means at start
 * @param startupTimeout with {@link StartupPolicy#FAIL}: most time to connect
 * @param ordering which messages of a partition are handled one after the other; with
 * another than {@link Ordering#PARTITION}, {@code maxUncommitted} bounds how far the
 * others get ahead
 * @param group name of a group of listeners that are started, stopped and paused
 * together; {@code null} for none
 * @param idleEventInterval after how long without a message an event is published;
 * {@code null} for never
 * @param readiness when a lag makes it not ready; {@code null} for never
 */
public record ContainerProperties(ReaderSettings reader, boolean autoStartup, int concurrency, AckMode ackMode,
		int maxUncommitted, ShutdownMode shutdown, Duration shutdownTimeout, StartupPolicy startupPolicy,
		Duration startupTimeout, Ordering ordering, @Nullable String group, @Nullable Duration idleEventInterval,
		@Nullable LagReadiness readiness) {

	/** Threads beyond this are a mistake: partitions are fewer. */
	public static final int MOST_CONCURRENCY = 1024;

	/** Longer than this is a mistake of units. */
	public static final Duration LONGEST = Duration.ofHours(1);

	/** More events than this help nobody. */
	private static final Duration SHORTEST_IDLE = Duration.ofMillis(100);

	public ContainerProperties {
		if (concurrency < 1 || concurrency > MOST_CONCURRENCY) {
			throw new IllegalArgumentException(
					"concurrency: " + concurrency + " (expected: between 1 and " + MOST_CONCURRENCY + ")");
		}
		if (maxUncommitted < 1) {
			throw new IllegalArgumentException("maxUncommitted: " + maxUncommitted + " (expected: at least 1)");
		}
		if (ackMode == AckMode.TRANSACTION && !ordering.isByPartition()) {
			throw new IllegalArgumentException("ordering: " + ordering + " (expected: " + Ordering.PARTITION
					+ " with ack mode TRANSACTION, because offsets move in order)");
		}
		if (ackMode == AckMode.TRANSACTION && reader.consumer() == null) {
			throw new IllegalArgumentException(
					"ackMode: " + ackMode + " without a consumer (expected: a consumer, whose offsets move)");
		}
		checkTime("shutdownTimeout", shutdownTimeout);
		checkTime("startupTimeout", startupTimeout);
		if (idleEventInterval != null && idleEventInterval.compareTo(SHORTEST_IDLE) < 0) {
			throw new IllegalArgumentException(
					"idleEventInterval: " + idleEventInterval + " (expected: at least " + SHORTEST_IDLE + ")");
		}
	}

	/**
	 * Properties without a group, idle events and readiness.
	 */
	public ContainerProperties(ReaderSettings reader, boolean autoStartup, int concurrency, AckMode ackMode,
			int maxUncommitted, ShutdownMode shutdown, Duration shutdownTimeout, StartupPolicy startupPolicy,
			Duration startupTimeout, Ordering ordering) {
		this(reader, autoStartup, concurrency, ackMode, maxUncommitted, shutdown, shutdownTimeout, startupPolicy,
				startupTimeout, ordering, null, null, null);
	}

	private static void checkTime(String name, Duration value) {
		if (value.isNegative() || value.compareTo(LONGEST) > 0) {
			throw new IllegalArgumentException(
					name + ": " + value + " (expected: between " + Duration.ZERO + " and " + LONGEST + ")");
		}
	}

	/**
	 * The defaults, for a reader.
	 */
	public static ContainerProperties of(ReaderSettings reader) {
		return new ContainerProperties(reader, true, 1, AckMode.BATCH, 10_000, ShutdownMode.DRAIN,
				Duration.ofSeconds(20), StartupPolicy.RETRY, Duration.ofSeconds(30), Ordering.PARTITION);
	}

}
