package io.ydbtopic.spring.autoconfigure;

import java.time.Duration;
import java.util.List;

import io.ydbtopic.spring.listener.AckMode;
import io.ydbtopic.spring.listener.OnExhausted;
import io.ydbtopic.spring.listener.Ordering;
import io.ydbtopic.spring.listener.ShutdownMode;
import io.ydbtopic.spring.listener.StartupPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Settings of listeners, unless a listener says otherwise.
 */
public class ListenerProperties {

	/**
	 * Whether listeners start with the application.
	 */
	private boolean autoStartup = true;

	/**
	 * Name of a group of listeners that are started, stopped and paused together.
	 */
	private @Nullable String group;

	/**
	 * Time without a message after which an event is published, and again after each
	 * further interval; never by default.
	 */
	private @Nullable Duration idleEventInterval;

	/**
	 * Threads of a listener, over which its partitions are spread.
	 */
	private int concurrency = 1;

	/**
	 * When handled messages are committed.
	 */
	private AckMode ackMode = AckMode.BATCH;

	/**
	 * Which messages of a partition are handled one after the other: "partition",
	 * "producer", "none", or "key:" and the key of a metadata item.
	 */
	private Ordering ordering = Ordering.PARTITION;

	/**
	 * Messages of a partition that may wait for a manual acknowledgment, or for an
	 * earlier message of another key, before no more are handed out.
	 */
	private int maxUncommitted = 10_000;

	/**
	 * What remembers which messages were handled, so that they are not handled again:
	 * "memory", "jdbc" or the name of a bean; nothing by default.
	 */
	private @Nullable String dedupe;

	/**
	 * Most messages that a listener gets in a time, for example "50/s", "3000/m" or
	 * "100/h"; no limit by default.
	 */
	private @Nullable String rateLimit;

	/**
	 * What is finished when a listener stops.
	 */
	private ShutdownMode shutdown = ShutdownMode.DRAIN;

	/**
	 * Most time for that. Keep it below "spring.lifecycle.timeout-per-shutdown-phase".
	 */
	private Duration shutdownTimeout = Duration.ofSeconds(20);

	/**
	 * What happens when a listener can not connect while the application starts.
	 */
	private StartupPolicy startupPolicy = StartupPolicy.RETRY;

	/**
	 * Most time to connect at start, if the application must not start without.
	 */
	private Duration startupTimeout = Duration.ofSeconds(30);

	/**
	 * What happens to a message that can not be handled.
	 */
	private OnExhausted onExhausted = OnExhausted.STOP;

	/**
	 * How often and how fast a failed message is tried again.
	 */
	private final Retry retry = new Retry();

	/**
	 * Where messages go that can not be handled.
	 */
	private final DeadLetter deadLetter = new DeadLetter();

	public @Nullable String getGroup() {
		return this.group;
	}

	public void setGroup(@Nullable String group) {
		this.group = group;
	}

	public @Nullable Duration getIdleEventInterval() {
		return this.idleEventInterval;
	}

	public void setIdleEventInterval(@Nullable Duration idleEventInterval) {
		this.idleEventInterval = idleEventInterval;
	}

	public boolean isAutoStartup() {
		return this.autoStartup;
	}

	public void setAutoStartup(boolean autoStartup) {
		this.autoStartup = autoStartup;
	}

	public int getConcurrency() {
		return this.concurrency;
	}

	public void setConcurrency(int concurrency) {
		this.concurrency = concurrency;
	}

	public AckMode getAckMode() {
		return this.ackMode;
	}

	public void setAckMode(AckMode ackMode) {
		this.ackMode = ackMode;
	}

	public Ordering getOrdering() {
		return this.ordering;
	}

	public void setOrdering(Ordering ordering) {
		this.ordering = ordering;
	}

	public int getMaxUncommitted() {
		return this.maxUncommitted;
	}

	public void setMaxUncommitted(int maxUncommitted) {
		this.maxUncommitted = maxUncommitted;
	}

	public @Nullable String getDedupe() {
		return this.dedupe;
	}

	public void setDedupe(@Nullable String dedupe) {
		this.dedupe = dedupe;
	}

	public @Nullable String getRateLimit() {
		return this.rateLimit;
	}

	public void setRateLimit(@Nullable String rateLimit) {
		this.rateLimit = rateLimit;
	}

	public ShutdownMode getShutdown() {
		return this.shutdown;
	}

	public void setShutdown(ShutdownMode shutdown) {
		this.shutdown = shutdown;
	}

	public Duration getShutdownTimeout() {
		return this.shutdownTimeout;
	}

	public void setShutdownTimeout(Duration shutdownTimeout) {
		this.shutdownTimeout = shutdownTimeout;
	}

	public StartupPolicy getStartupPolicy() {
		return this.startupPolicy;
	}

	public void setStartupPolicy(StartupPolicy startupPolicy) {
		this.startupPolicy = startupPolicy;
	}

	public Duration getStartupTimeout() {
		return this.startupTimeout;
	}

	public void setStartupTimeout(Duration startupTimeout) {
		this.startupTimeout = startupTimeout;
	}

	public OnExhausted getOnExhausted() {
		return this.onExhausted;
	}

	public void setOnExhausted(OnExhausted onExhausted) {
		this.onExhausted = onExhausted;
	}

	public Retry getRetry() {
		return this.retry;
	}

	public DeadLetter getDeadLetter() {
		return this.deadLetter;
	}

	/**
	 * How often and how fast a failed message is tried again.
	 */
	public static class Retry {

		/**
		 * Attempts in all, the first included.
		 */
		private int maxAttempts = 10;

		/**
		 * Delay after the first failure.
		 */
		private Duration initialDelay = Duration.ofMillis(500);

		/**
		 * How much the delay grows each time.
		 */
		private double multiplier = 2;

		/**
		 * Longest delay.
		 */
		private Duration maxDelay = Duration.ofSeconds(30);

		/**
		 * Part of a delay that is left to chance, from 0 to 1.
		 */
		private double jitter = 0.5;

		/**
		 * Names of exception classes that are not tried again, beside unreadable and
		 * invalid payloads.
		 */
		private List<String> exclude = List.of();

		/**
		 * Names of exception classes that are tried again whatever else says.
		 */
		private List<String> include = List.of();

		public int getMaxAttempts() {
			return this.maxAttempts;
		}

		public void setMaxAttempts(int maxAttempts) {
			this.maxAttempts = maxAttempts;
		}

		public Duration getInitialDelay() {
			return this.initialDelay;
		}

		public void setInitialDelay(Duration initialDelay) {
			this.initialDelay = initialDelay;
		}

		public double getMultiplier() {
			return this.multiplier;
		}

		public void setMultiplier(double multiplier) {
			this.multiplier = multiplier;
		}

		public Duration getMaxDelay() {
			return this.maxDelay;
		}

		public void setMaxDelay(Duration maxDelay) {
			this.maxDelay = maxDelay;
		}

		public double getJitter() {
			return this.jitter;
		}

		public void setJitter(double jitter) {
			this.jitter = jitter;
		}

		public List<String> getExclude() {
			return this.exclude;
		}

		public void setExclude(List<String> exclude) {
			this.exclude = exclude;
		}

		public List<String> getInclude() {
			return this.include;
		}

		public void setInclude(List<String> include) {
			this.include = include;
		}

	}

	/**
	 * Where messages go that can not be handled.
	 */
	public static class DeadLetter {

		/**
		 * Path of the topic; "{topic}" stands for the path of the topic that the message
		 * came from.
		 */
		private @Nullable String topic;

		public @Nullable String getTopic() {
			return this.topic;
		}

		public void setTopic(@Nullable String topic) {
			this.topic = topic;
		}

	}

}
