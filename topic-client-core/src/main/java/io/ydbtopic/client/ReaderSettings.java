package io.ydbtopic.client;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What and how a reader reads. Immutable.
 */
public final class ReaderSettings {

	private final List<TopicSource> topics;

	private final @Nullable String consumer;

	private final String name;

	private final long bufferMaxBytes;

	private final int batchMaxMessages;

	private final int maxMessageBytes;

	private final boolean autoPartitioning;

	private final Duration stopTimeout;

	private final Duration startTimeout;

	private final Duration commitTimeout;

	private final Duration commitHoldTimeout;

	private final int batchMaxBytes;

	private final int batchMinMessages;

	private final Duration batchMaxWait;

	private final Duration slowPartitionAfter;

	private final long partitionMaxInFlightBytes;

	private final Duration lagInterval;

	private final Duration patternInterval;

	private final Duration handshakeTimeout;

	private final Duration closeTimeout;

	private final RetrySettings retry;

	private ReaderSettings(Builder builder) {
		this.topics = builder.topics;
		this.consumer = builder.consumer;
		this.name = builder.name;
		this.bufferMaxBytes = builder.bufferMaxBytes;
		this.batchMaxMessages = builder.batchMaxMessages;
		this.maxMessageBytes = builder.maxMessageBytes;
		this.autoPartitioning = builder.autoPartitioning;
		this.stopTimeout = builder.stopTimeout;
		this.startTimeout = builder.startTimeout;
		this.commitTimeout = builder.commitTimeout;
		this.commitHoldTimeout = builder.commitHoldTimeout;
		this.batchMaxBytes = builder.batchMaxBytes;
		this.batchMinMessages = builder.batchMinMessages;
		this.batchMaxWait = builder.batchMaxWait;
		this.slowPartitionAfter = builder.slowPartitionAfter;
		this.partitionMaxInFlightBytes = builder.partitionMaxInFlightBytes;
		this.lagInterval = builder.lagInterval;
		this.patternInterval = builder.patternInterval;
		this.handshakeTimeout = builder.handshakeTimeout;
		this.closeTimeout = builder.closeTimeout;
		this.retry = builder.retry;
	}

	/**
	 * Default settings for topics and a consumer.
	 * @param consumer the consumer's name
	 * @param topics paths, at least one
	 */
	public static ReaderSettings of(String consumer, String... topics) {
		return builder().consumer(consumer).topics(topics).build();
	}

	/**
	 * A builder with default settings.
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * A builder that starts from these settings.
	 */
	public Builder toBuilder() {
		Builder builder = new Builder();
		builder.topics = this.topics;
		builder.consumer = this.consumer;
		builder.name = this.name;
		builder.bufferMaxBytes = this.bufferMaxBytes;
		builder.batchMaxMessages = this.batchMaxMessages;
		builder.maxMessageBytes = this.maxMessageBytes;
		builder.autoPartitioning = this.autoPartitioning;
		builder.stopTimeout = this.stopTimeout;
		builder.startTimeout = this.startTimeout;
		builder.commitTimeout = this.commitTimeout;
		builder.commitHoldTimeout = this.commitHoldTimeout;
		builder.batchMaxBytes = this.batchMaxBytes;
		builder.batchMinMessages = this.batchMinMessages;
		builder.batchMaxWait = this.batchMaxWait;
		builder.slowPartitionAfter = this.slowPartitionAfter;
		builder.partitionMaxInFlightBytes = this.partitionMaxInFlightBytes;
		builder.lagInterval = this.lagInterval;
		builder.patternInterval = this.patternInterval;
		builder.handshakeTimeout = this.handshakeTimeout;
		builder.closeTimeout = this.closeTimeout;
		builder.retry = this.retry;
		return builder;
	}

	/**
	 * The topics, at least one.
	 */
	public List<TopicSource> topics() {
		return this.topics;
	}

	/**
	 * Name under which the server keeps offsets; {@code null} reads without: each topic
	 * needs its partitions then and nothing can be committed.
	 */
	public @Nullable String consumer() {
		return this.consumer;
	}

	/**
	 * Name for logs, threads and the server's description of the consumer; by default the
	 * consumer's, or the first topic's.
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Most bytes of messages that were read ahead. The bound on the reader's memory; one
	 * message that is larger still comes.
	 */
	public long bufferMaxBytes() {
		return this.bufferMaxBytes;
	}

	/**
	 * Most messages handed out at once.
	 */
	public int batchMaxMessages() {
		return this.batchMaxMessages;
	}

	/**
	 * Most bytes of one payload after decompression.
	 */
	public int maxMessageBytes() {
		return this.maxMessageBytes;
	}

	/**
	 * Whether the reader follows splits itself: parents before children.
	 */
	public boolean autoPartitioning() {
		return this.autoPartitioning;
	}

	/**
	 * How long a partition that the server wants back waits for messages in hand to be
	 * committed.
	 */
	public Duration stopTimeout() {
		return this.stopTimeout;
	}

	/**
	 * Most time for {@link PartitionListener#onPartitionStarting}.
	 */
	public Duration startTimeout() {
		return this.startTimeout;
	}

	/**
	 * Most time that the server confirms no commit of a partition that it was asked for;
	 * then its session counts as stuck, and the reader connects again. Twice as long
	 * where commits came and were confirmed before. Zero for no limit.
	 */
	public Duration commitTimeout() {
		return this.commitTimeout;
	}

	/**
	 * How long a commit that was requested, and whose stream was lost before the server
	 * confirmed it, waits for its partition to come back to this reader. It fails sooner
	 * when somebody else has the partition. Zero fails it with its stream.
	 */
	public Duration commitHoldTimeout() {
		return this.commitHoldTimeout;
	}

	/**
	 * Most bytes of payloads of a batch when they are decompressed, as their writers
	 * said, beyond its first message: the bound on the memory that the values of a batch
	 * take.
	 */
	public int batchMaxBytes() {
		return this.batchMaxBytes;
	}

	/**
	 * Messages that are waited for, {@link #batchMaxWait()} long, before a batch of a
	 * partition is handed out.
	 */
	public int batchMinMessages() {
		return this.batchMinMessages;
	}

	/**
	 * How long it is waited for a batch to fill, after its first message has come.
	 */
	public Duration batchMaxWait() {
		return this.batchMaxWait;
	}

	/**
	 * How long a partition may hold the full buffer and take nothing while others starve.
	 * After that it gives up what it holds, and reads it again, over a stream of its own
	 * with a sixteenth of the buffer, when its application comes to it. At most eight
	 * partitions of a reader do so at a time. Zero lets it starve the others.
	 */
	public Duration slowPartitionAfter() {
		return this.slowPartitionAfter;
	}

	/**
	 * Most bytes of a partition that the server sends before earlier ones are committed;
	 * 0 for no such limit. A hint that older servers do not know.
	 */
	public long partitionMaxInFlightBytes() {
		return this.partitionMaxInFlightBytes;
	}

	/**
	 * How often the server is asked how far behind each partition is, over the read
	 * stream. Zero, the default, asks only on demand.
	 */
	public Duration lagInterval() {
		return this.lagInterval;
	}

	/**
	 * How often it is looked for topics that match a pattern.
	 */
	public Duration patternInterval() {
		return this.patternInterval;
	}

	/**
	 * Most time from the start of a connection until the server has answered the
	 * handshake.
	 */
	public Duration handshakeTimeout() {
		return this.handshakeTimeout;
	}

	/**
	 * Deadline of {@link TopicReader#close()}.
	 */
	public Duration closeTimeout() {
		return this.closeTimeout;
	}

	/**
	 * When the reader reconnects and when it gives up.
	 */
	public RetrySettings retry() {
		return this.retry;
	}

	/**
	 * Collects settings; not thread-safe.
	 */
	public static final class Builder {

		private List<TopicSource> topics = List.of();

		private @Nullable String consumer;

		private String name = "";

		private long bufferMaxBytes = 50L * 1024 * 1024;

		private int batchMaxMessages = 1000;

		private int maxMessageBytes = 64 * 1024 * 1024;

		private boolean autoPartitioning = true;

		private Duration stopTimeout = Duration.ofSeconds(5);

		private Duration startTimeout = Duration.ofSeconds(30);

		private Duration commitTimeout = Duration.ofMinutes(1);

		private Duration commitHoldTimeout = Duration.ofSeconds(60);

		private int batchMaxBytes = Integer.MAX_VALUE;

		private int batchMinMessages = 1;

		private Duration batchMaxWait = Duration.ofMillis(100);

		private Duration slowPartitionAfter = Duration.ofSeconds(5);

		private long partitionMaxInFlightBytes;

		private Duration lagInterval = Duration.ZERO;

		private Duration patternInterval = Duration.ofSeconds(30);

		private Duration handshakeTimeout = Duration.ofSeconds(30);

		private Duration closeTimeout = Duration.ofSeconds(30);

		private RetrySettings retry = RetrySettings.DEFAULT;

		private Builder() {
		}

		/**
		 * The topics, at least one.
		 */
		public Builder topics(List<TopicSource> topics) {
			this.topics = List.copyOf(topics);
			return this;
		}

		/**
		 * All partitions of the given topics.
		 * @param paths paths of topics
		 */
		public Builder topics(String... paths) {
			return topics(Arrays.stream(paths).map(TopicSource::of).toList());
		}

		/**
		 * Name under which the server keeps offsets; {@code null} reads without: each
		 * topic needs its partitions then and nothing can be committed.
		 */
		public Builder consumer(@Nullable String consumer) {
			Checks.consumer(consumer);
			this.consumer = consumer;
			return this;
		}

		/**
		 * Name for logs, threads and the server's description of the consumer; by default
		 * the consumer's, or the first topic's.
		 */
		public Builder name(String name) {
			this.name = name;
			return this;
		}

		/**
		 * Most bytes of messages that were read ahead. The bound on the reader's memory;
		 * one message that is larger still comes.
		 */
		public Builder bufferMaxBytes(long bufferMaxBytes) {
			Checks.range("bufferMaxBytes", bufferMaxBytes, 1024, Checks.MOST_BYTES);
			this.bufferMaxBytes = bufferMaxBytes;
			return this;
		}

		/**
		 * Most messages handed out at once.
		 */
		public Builder batchMaxMessages(int batchMaxMessages) {
			Checks.range("batchMaxMessages", batchMaxMessages, 1, 1_000_000);
			this.batchMaxMessages = batchMaxMessages;
			return this;
		}

		/**
		 * Most bytes of one payload after decompression.
		 */
		public Builder maxMessageBytes(int maxMessageBytes) {
			Checks.range("maxMessageBytes", maxMessageBytes, 1, Integer.MAX_VALUE - 16);
			this.maxMessageBytes = maxMessageBytes;
			return this;
		}

		/**
		 * Whether the reader follows splits itself: parents before children.
		 */
		public Builder autoPartitioning(boolean autoPartitioning) {
			this.autoPartitioning = autoPartitioning;
			return this;
		}

		/**
		 * How long a partition that the server wants back waits for messages in hand to
		 * be committed.
		 */
		public Builder stopTimeout(Duration stopTimeout) {
			Checks.duration("stopTimeout", stopTimeout, Duration.ZERO, Checks.LONGEST);
			this.stopTimeout = stopTimeout;
			return this;
		}

		/**
		 * Most time for {@link PartitionListener#onPartitionStarting}.
		 */
		public Builder startTimeout(Duration startTimeout) {
			Checks.duration("startTimeout", startTimeout, Checks.SHORTEST, Checks.LONGEST);
			this.startTimeout = startTimeout;
			return this;
		}

		/**
		 * Most time that the server confirms no commit of a partition that it was asked
		 * for; then its session counts as stuck, and the reader connects again. Twice as
		 * long where commits came and were confirmed before. Zero for no limit.
		 */
		public Builder commitTimeout(Duration commitTimeout) {
			Checks.duration("commitTimeout", commitTimeout, Duration.ZERO, Checks.LONGEST);
			this.commitTimeout = commitTimeout;
			return this;
		}

		/**
		 * How long a commit that was requested, and whose stream was lost before the
		 * server confirmed it, waits for its partition to come back to this reader. It
		 * fails sooner when somebody else has the partition. Zero fails it with its
		 * stream.
		 */
		public Builder commitHoldTimeout(Duration commitHoldTimeout) {
			Checks.duration("commitHoldTimeout", commitHoldTimeout, Duration.ZERO, Checks.LONGEST);
			this.commitHoldTimeout = commitHoldTimeout;
			return this;
		}

		/**
		 * How often it is looked for topics that match a pattern; by default every 30
		 * seconds.
		 */
		public Builder patternInterval(Duration patternInterval) {
			Checks.duration("patternInterval", patternInterval, Duration.ofMillis(100), Checks.LONGEST);
			this.patternInterval = patternInterval;
			return this;
		}

		/**
		 * Most bytes of payloads of a batch when they are decompressed, as their writers
		 * said, beyond its first message: the bound on the memory that the values of a
		 * batch take.
		 */
		public Builder batchMaxBytes(int batchMaxBytes) {
			Checks.range("batchMaxBytes", batchMaxBytes, 1, Integer.MAX_VALUE);
			this.batchMaxBytes = batchMaxBytes;
			return this;
		}

		/**
		 * Messages that are waited for, {@link #batchMaxWait(Duration)} long, before a
		 * batch of a partition is handed out.
		 */
		public Builder batchMinMessages(int batchMinMessages) {
			Checks.range("batchMinMessages", batchMinMessages, 1, 1_000_000);
			this.batchMinMessages = batchMinMessages;
			return this;
		}

		/**
		 * How long it is waited for a batch to fill, after its first message has come.
		 */
		public Builder batchMaxWait(Duration batchMaxWait) {
			Checks.duration("batchMaxWait", batchMaxWait, Checks.SHORTEST, Checks.LONGEST);
			this.batchMaxWait = batchMaxWait;
			return this;
		}

		/**
		 * How long a partition may hold the full buffer and take nothing while others
		 * starve; by default five seconds. After that it gives up what it holds, and
		 * reads it again, over a stream of its own with a sixteenth of the buffer, when
		 * its application comes to it. At most eight partitions of a reader do so at a
		 * time. Zero lets it starve the others.
		 */
		public Builder slowPartitionAfter(Duration slowPartitionAfter) {
			if (!slowPartitionAfter.isZero()) {
				Checks.duration("slowPartitionAfter", slowPartitionAfter, Duration.ofMillis(10), Checks.LONGEST);
			}
			this.slowPartitionAfter = slowPartitionAfter;
			return this;
		}

		/**
		 * Most bytes of a partition that the server sends before earlier ones are
		 * committed; 0, the default, for no such limit. A hint that older servers do not
		 * know. The trap: an application that commits less often than that gets nothing
		 * more.
		 */
		public Builder partitionMaxInFlightBytes(long partitionMaxInFlightBytes) {
			Checks.range("partitionMaxInFlightBytes", partitionMaxInFlightBytes, 0, Checks.MOST_BYTES);
			this.partitionMaxInFlightBytes = partitionMaxInFlightBytes;
			return this;
		}

		/**
		 * How often the server is asked how far behind each partition is, over the read
		 * stream. Zero, the default, asks only on demand.
		 */
		public Builder lagInterval(Duration lagInterval) {
			if (!lagInterval.isZero()) {
				Checks.duration("lagInterval", lagInterval, Duration.ofMillis(100), Checks.LONGEST);
			}
			this.lagInterval = lagInterval;
			return this;
		}

		/**
		 * Most time from the start of a connection until the server has answered the
		 * handshake.
		 */
		public Builder handshakeTimeout(Duration handshakeTimeout) {
			Checks.duration("handshakeTimeout", handshakeTimeout, Checks.SHORTEST, Checks.LONGEST);
			this.handshakeTimeout = handshakeTimeout;
			return this;
		}

		/**
		 * Deadline of {@link TopicReader#close()}.
		 */
		public Builder closeTimeout(Duration closeTimeout) {
			Checks.duration("closeTimeout", closeTimeout, Duration.ZERO, Checks.LONGEST);
			this.closeTimeout = closeTimeout;
			return this;
		}

		/**
		 * When the reader reconnects and when it gives up.
		 */
		public Builder retry(RetrySettings retry) {
			this.retry = retry;
			return this;
		}

		/**
		 * The settings.
		 * @throws IllegalArgumentException if a value is missing or two contradict each
		 * other
		 */
		public ReaderSettings build() {
			if (this.topics.isEmpty()) {
				throw new IllegalArgumentException("topics: none (expected: at least one topic)");
			}
			if (this.consumer == null) {
				for (TopicSource source : this.topics) {
					if (source.partitionIds().isEmpty()) {
						throw new IllegalArgumentException(
								"topic '" + source.path() + "': no partitions and no consumer (expected: one of them)");
					}
				}
			}
			if (this.name.isBlank()) {
				this.name = (this.consumer != null) ? this.consumer : this.topics.get(0).path();
			}
			return new ReaderSettings(this);
		}

	}

}
