package io.ydbtopic.spring.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.ydbtopic.spring.listener.LagReadiness;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.util.unit.DataSize;

/**
 * Settings of a reader. What is left out takes the default of the client.
 */
public class ReaderProperties {

	/**
	 * Paths of the topics, absolute or relative to the database.
	 */
	private List<String> topics = List.of();

	/**
	 * Name of the cluster under "ydb.topic.clients" that it reads from; by default that
	 * of the application.
	 */
	private @Nullable String client;

	/**
	 * Name under which the server keeps what was read; the topics must have it.
	 */
	private @Nullable String consumer;

	/**
	 * Numbers of the partitions to read, of each topic; all by default. Needed to read
	 * without a consumer.
	 */
	private List<Long> partitions = List.of();

	/**
	 * Skips messages that the server stored before this time.
	 */
	private @Nullable Instant readFrom;

	/**
	 * Skips messages that the server stored longer ago.
	 */
	private @Nullable Duration maxLag;

	/**
	 * Most bytes of one payload after decompression; 64MB by default.
	 */
	private @Nullable DataSize maxMessageSize;

	/**
	 * Whether splits of partitions are followed, parents before children; on by default.
	 */
	private @Nullable Boolean autoPartitioning;

	/**
	 * How long a partition that the server wants back waits for messages in hand; 5s by
	 * default.
	 */
	private @Nullable Duration stopTimeout;

	/**
	 * How often the server is asked how far behind each partition is; never by default.
	 */
	private @Nullable Duration lagInterval;

	/**
	 * Most time that no commit of a partition is confirmed, until the reader connects
	 * again; 1m by default, 0 means no limit.
	 */
	private @Nullable Duration commitTimeout;

	/**
	 * How long a commit whose stream was lost waits for its partition to come back; 1m by
	 * default, 0 fails it at once.
	 */
	private @Nullable Duration commitHoldTimeout;

	/**
	 * How often it is looked for topics that match a pattern; 30s by default.
	 */
	private @Nullable Duration patternInterval;

	/**
	 * Most time for what the application does before a partition is read; 30s by default.
	 */
	private @Nullable Duration startTimeout;

	/**
	 * Most time until the server has answered a new connection; 30s by default.
	 */
	private @Nullable Duration handshakeTimeout;

	/**
	 * Most time to confirm commits when the application stops.
	 */
	private Duration closeTimeout = Duration.ofSeconds(20);

	/**
	 * When a lag makes a listener not ready for traffic.
	 */
	private final Readiness readiness = new Readiness();

	/**
	 * Messages that were read ahead.
	 */
	private final Buffer buffer = new Buffer();

	/**
	 * What is handed out at once.
	 */
	private final Batch batch = new Batch();

	/**
	 * When it reconnects and when it gives up.
	 */
	@NestedConfigurationProperty
	private final WriterProperties.Retry retry = new WriterProperties.Retry();

	public Readiness getReadiness() {
		return this.readiness;
	}

	public List<String> getTopics() {
		return this.topics;
	}

	public void setTopics(List<String> topics) {
		this.topics = topics;
	}

	public @Nullable String getClient() {
		return this.client;
	}

	public void setClient(@Nullable String client) {
		this.client = client;
	}

	public @Nullable String getConsumer() {
		return this.consumer;
	}

	public void setConsumer(@Nullable String consumer) {
		this.consumer = consumer;
	}

	public List<Long> getPartitions() {
		return this.partitions;
	}

	public void setPartitions(List<Long> partitions) {
		this.partitions = partitions;
	}

	public @Nullable Instant getReadFrom() {
		return this.readFrom;
	}

	public void setReadFrom(@Nullable Instant readFrom) {
		this.readFrom = readFrom;
	}

	public @Nullable Duration getMaxLag() {
		return this.maxLag;
	}

	public void setMaxLag(@Nullable Duration maxLag) {
		this.maxLag = maxLag;
	}

	public @Nullable DataSize getMaxMessageSize() {
		return this.maxMessageSize;
	}

	public void setMaxMessageSize(@Nullable DataSize maxMessageSize) {
		this.maxMessageSize = maxMessageSize;
	}

	public @Nullable Boolean getAutoPartitioning() {
		return this.autoPartitioning;
	}

	public void setAutoPartitioning(@Nullable Boolean autoPartitioning) {
		this.autoPartitioning = autoPartitioning;
	}

	public @Nullable Duration getStopTimeout() {
		return this.stopTimeout;
	}

	public void setStopTimeout(@Nullable Duration stopTimeout) {
		this.stopTimeout = stopTimeout;
	}

	public @Nullable Duration getLagInterval() {
		return this.lagInterval;
	}

	public void setLagInterval(@Nullable Duration lagInterval) {
		this.lagInterval = lagInterval;
	}

	public @Nullable Duration getCommitTimeout() {
		return this.commitTimeout;
	}

	public void setCommitTimeout(@Nullable Duration commitTimeout) {
		this.commitTimeout = commitTimeout;
	}

	public @Nullable Duration getCommitHoldTimeout() {
		return this.commitHoldTimeout;
	}

	public void setCommitHoldTimeout(@Nullable Duration commitHoldTimeout) {
		this.commitHoldTimeout = commitHoldTimeout;
	}

	public @Nullable Duration getPatternInterval() {
		return this.patternInterval;
	}

	public void setPatternInterval(@Nullable Duration patternInterval) {
		this.patternInterval = patternInterval;
	}

	public @Nullable Duration getStartTimeout() {
		return this.startTimeout;
	}

	public void setStartTimeout(@Nullable Duration startTimeout) {
		this.startTimeout = startTimeout;
	}

	public @Nullable Duration getHandshakeTimeout() {
		return this.handshakeTimeout;
	}

	public void setHandshakeTimeout(@Nullable Duration handshakeTimeout) {
		this.handshakeTimeout = handshakeTimeout;
	}

	public Duration getCloseTimeout() {
		return this.closeTimeout;
	}

	public void setCloseTimeout(Duration closeTimeout) {
		this.closeTimeout = closeTimeout;
	}

	public Buffer getBuffer() {
		return this.buffer;
	}

	public Batch getBatch() {
		return this.batch;
	}

	public WriterProperties.Retry getRetry() {
		return this.retry;
	}

	/**
	 * Messages that were read ahead.
	 */
	public static class Buffer {

		/**
		 * Most bytes of messages that were read ahead; 50MB by default.
		 */
		private @Nullable DataSize maxBytes;

		/**
		 * Most bytes of a partition that the server sends before earlier ones are
		 * committed; no such limit by default. A hint that older servers do not know.
		 */
		private @Nullable DataSize maxPartitionBytes;

		/**
		 * How long a partition may hold the full buffer and take nothing while others
		 * starve; 5s by default, 0 for ever.
		 */
		private @Nullable Duration slowPartitionAfter;

		public @Nullable DataSize getMaxBytes() {
			return this.maxBytes;
		}

		public void setMaxBytes(@Nullable DataSize maxBytes) {
			this.maxBytes = maxBytes;
		}

		public @Nullable DataSize getMaxPartitionBytes() {
			return this.maxPartitionBytes;
		}

		public void setMaxPartitionBytes(@Nullable DataSize maxPartitionBytes) {
			this.maxPartitionBytes = maxPartitionBytes;
		}

		public @Nullable Duration getSlowPartitionAfter() {
			return this.slowPartitionAfter;
		}

		public void setSlowPartitionAfter(@Nullable Duration slowPartitionAfter) {
			this.slowPartitionAfter = slowPartitionAfter;
		}

	}

	/**
	 * What is handed out at once.
	 */
	public static class Batch {

		/**
		 * Most messages handed out at once; 1000 by default.
		 */
		private @Nullable Integer maxMessages;

		/**
		 * Most bytes of payloads of a batch when they are decompressed, beyond its first
		 * message; no limit by default.
		 */
		private @Nullable DataSize maxBytes;

		/**
		 * Messages that are waited for before a batch is handed out; 1 by default.
		 */
		private @Nullable Integer minMessages;

		/**
		 * How long it is waited for a batch to fill; 100ms by default.
		 */
		private @Nullable Duration maxWait;

		public @Nullable Integer getMaxMessages() {
			return this.maxMessages;
		}

		public void setMaxMessages(@Nullable Integer maxMessages) {
			this.maxMessages = maxMessages;
		}

		public @Nullable DataSize getMaxBytes() {
			return this.maxBytes;
		}

		public void setMaxBytes(@Nullable DataSize maxBytes) {
			this.maxBytes = maxBytes;
		}

		public @Nullable Integer getMinMessages() {
			return this.minMessages;
		}

		public void setMinMessages(@Nullable Integer minMessages) {
			this.minMessages = minMessages;
		}

		public @Nullable Duration getMaxWait() {
			return this.maxWait;
		}

		public void setMaxWait(@Nullable Duration maxWait) {
			this.maxWait = maxWait;
		}

	}

	/** When a lag makes a listener not ready. */
	public static class Readiness {

		/**
		 * Most age of the oldest message that was not handed out; a listener that is
		 * further behind is out of service in health. No limit by default.
		 */
		private @Nullable Duration maxLag;

		/**
		 * Whether that counts until the listener has caught up once, or always.
		 */
		private LagReadiness.Mode mode = LagReadiness.Mode.CATCH_UP;

		public @Nullable Duration getMaxLag() {
			return this.maxLag;
		}

		public void setMaxLag(@Nullable Duration maxLag) {
			this.maxLag = maxLag;
		}

		public LagReadiness.Mode getMode() {
			return this.mode;
		}

		public void setMode(LagReadiness.Mode mode) {
			this.mode = mode;
		}

	}

}
