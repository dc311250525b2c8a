package io.ydbtopic.spring.health;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

import io.ydbtopic.client.observe.StreamState;
import io.ydbtopic.client.observe.StreamStatus;
import io.ydbtopic.spring.listener.LagReadiness;
import io.ydbtopic.spring.listener.ListenerPartition;
import io.ydbtopic.spring.listener.TopicListenerContainer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;

/**
 * Whether a listener has caught up, as its {@code readiness.max-lag} wants it. One for
 * each listener, because it remembers. A lag that is not known yet is one that is too
 * long; an instance that is given no partitions has nothing to catch up with.
 * Thread-safe.
 */
final class CatchUp {

	/** How long an instance without partitions may still be given some. */
	private static final Duration PARTITIONS_COME_WITHIN = Duration.ofSeconds(10);

	private final InstantSource clock;

	private volatile boolean once;

	CatchUp(InstantSource clock) {
		this.clock = clock;
	}

	/** Tells the lag, and takes the listener out of service when it is too long. */
	void check(TopicListenerContainer container, LagReadiness wanted, Health.Builder health) {
		List<ListenerPartition> partitions = container.partitions();
		Double behind = behind(partitions);
		boolean near = partitions.isEmpty() ? isSpare(container.stream())
				: behind != null && behind * 1000 <= wanted.maxLag().toMillis();
		if (near) {
			this.once = true;
		}
		health.withDetail("secondsBehind", (behind != null) ? behind : "unknown")
			.withDetail("maxLag", wanted.maxLag().toString())
			.withDetail("caughtUp", this.once);
		if (!near && !(this.once && wanted.mode() == LagReadiness.Mode.CATCH_UP)) {
			health.outOfService();
		}
	}

	/** The longest of all partitions; {@code null} while it is not known of one. */
	private static @Nullable Double behind(List<ListenerPartition> partitions) {
		double longest = 0;
		for (ListenerPartition partition : partitions) {
			Double seconds = partition.secondsBehind();
			if (seconds == null) {
				return null;
			}
			longest = Math.max(longest, seconds);
		}
		return longest;
	}

	private boolean isSpare(@Nullable StreamStatus stream) {
		return stream != null && stream.state() == StreamState.CONNECTED
				&& Duration.between(stream.since(), this.clock.instant()).compareTo(PARTITIONS_COME_WITHIN) >= 0;
	}

}
