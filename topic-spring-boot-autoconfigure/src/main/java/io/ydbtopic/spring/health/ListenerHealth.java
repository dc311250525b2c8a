package io.ydbtopic.spring.health;

import java.util.List;
import java.util.Locale;

import io.ydbtopic.client.observe.ReaderCounters;
import io.ydbtopic.client.observe.StreamStatus;
import io.ydbtopic.spring.listener.LagReadiness;
import io.ydbtopic.spring.listener.ListenerState;
import io.ydbtopic.spring.listener.PartitionTrouble;
import io.ydbtopic.spring.listener.TopicListenerContainer;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * The health of a listener: its own state, that of its stream, and the partitions that do
 * not get on. One that was stopped on purpose is not ill. Of failures it tells the class
 * only.
 */
final class ListenerHealth implements HealthIndicator {

	private final TopicListenerContainer container;

	private final StreamHealth streams;

	private final CatchUp catchUp;

	ListenerHealth(TopicListenerContainer container, StreamHealth streams, CatchUp catchUp) {
		this.container = container;
		this.streams = streams;
		this.catchUp = catchUp;
	}

	@Override
	public Health health() {
		ListenerState state = this.container.state();
		StreamStatus stream = this.container.stream();
		Health.Builder health = state.isActive() ? this.streams.of(stream) : new Health.Builder().unknown();
		health.withDetail("listener", state.name().toLowerCase(Locale.ROOT))
			.withDetail("listenerSince", this.container.since().toString());
		Throwable failure = this.container.failure();
		if (state == ListenerState.FAILED && failure != null) {
			health.down().withDetail("failure", failure.toString());
		}
		ReaderCounters counters = this.container.counters();
		if (state.isActive() && counters != null) {
			health.withDetail("partitions", counters.partitions());
			StreamHealth.time(health, "lastData", counters.lastDataMillis());
			StreamHealth.time(health, "lastCommit", counters.lastCommitMillis());
		}
		lag(state, health);
		troubles(health);
		return health.build();
	}

	/** One that was paused on purpose falls behind on purpose. */
	private void lag(ListenerState state, Health.Builder health) {
		LagReadiness wanted = this.container.properties().readiness();
		if (wanted != null && (state == ListenerState.STARTING || state == ListenerState.RUNNING)) {
			this.catchUp.check(this.container, wanted, health);
		}
	}

	private void troubles(Health.Builder health) {
		List<PartitionTrouble> troubles = this.container.troubles();
		if (troubles.isEmpty()) {
			return;
		}
		health.withDetail("troubles", troubles.stream().map(ListenerHealth::text).toList());
		if (troubles.stream().anyMatch((trouble) -> trouble.kind() == PartitionTrouble.Kind.HELD)) {
			health.down();
		}
		else if (troubles.stream().anyMatch((trouble) -> trouble.kind() == PartitionTrouble.Kind.RECOVERY_FAILING)
				&& !health.build().getStatus().equals(Status.DOWN)) {
			health.outOfService();
		}
	}

	private static String text(PartitionTrouble trouble) {
		return trouble.topic() + " partition " + trouble.partitionId() + " offset " + trouble.offset() + ": "
				+ trouble.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ') + " since " + trouble.since()
				+ ", attempt " + trouble.attempt() + ", " + trouble.cause();
	}

}
