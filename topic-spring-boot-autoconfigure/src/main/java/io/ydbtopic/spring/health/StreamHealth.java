package io.ydbtopic.spring.health;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;

import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.observe.StreamStatus;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;

/**
 * What the state of a stream means as health. A short loss of the connection is no
 * illness; a long one is {@code OUT_OF_SERVICE}, also where connections come and die at
 * once, again and again, until one has lived for a second; an end for good is
 * {@code DOWN}. From memory only. Immutable.
 */
final class StreamHealth {

	/** How old a connection must be to count after a long loss. */
	private static final Duration SETTLED_AFTER = Duration.ofSeconds(1);

	private final Duration reconnectingAfter;

	private final InstantSource clock;

	StreamHealth(Duration reconnectingAfter, InstantSource clock) {
		this.reconnectingAfter = reconnectingAfter;
		this.clock = clock;
	}

	/**
	 * A builder with status and details of a stream; {@code null} is one that is not
	 * open.
	 */
	Health.Builder of(@Nullable StreamStatus stream) {
		if (stream == null) {
			return new Health.Builder().unknown().withDetail("state", "not started");
		}
		Health.Builder health = new Health.Builder().withDetail("state", stream.state().name().toLowerCase(Locale.ROOT))
			.withDetail("since", stream.since().toString())
			.withDetail("stream", stream.id())
			.withDetail("topics", stream.topics());
		if (stream.attempt() > 0) {
			health.withDetail("attempt", stream.attempt());
		}
		if (stream.reconnects() > 0) {
			health.withDetail("reconnects", stream.reconnects());
		}
		Instant unhealthySince = stream.unhealthySince();
		if (unhealthySince != null) {
			health.withDetail("unhealthySince", unhealthySince.toString());
		}
		TopicException error = stream.lastError();
		if (error != null) {
			health.withDetail("cause", error.status() + ": " + error.getMessage());
		}
		Instant errorAt = stream.lastErrorAt();
		if (errorAt != null) {
			health.withDetail("causeAt", errorAt.toString());
		}
		return switch (stream.state()) {
			case CONNECTED -> (isLong(stream) && !isSettled(stream)) ? health.outOfService() : health.up();
			case CONNECTING, RECONNECTING -> isLong(stream) ? health.outOfService() : health.up();
			case CLOSED -> health.unknown();
			case FAILED -> health.down();
		};
	}

	/**
	 * Whether it has had no connection worth the name for long, though it may have one
	 * now.
	 */
	private boolean isLong(StreamStatus stream) {
		Instant since = stream.unhealthySince();
		return since != null && Duration.between(since, this.clock.instant()).compareTo(this.reconnectingAfter) >= 0;
	}

	/** Whether a connection has lived longer than those that die at once. */
	private boolean isSettled(StreamStatus stream) {
		return Duration.between(stream.since(), this.clock.instant()).compareTo(SETTLED_AFTER) >= 0;
	}

	static void time(Health.Builder health, String name, long epochMillis) {
		if (epochMillis > 0) {
			health.withDetail(name, Instant.ofEpochMilli(epochMillis).toString());
		}
	}

}
