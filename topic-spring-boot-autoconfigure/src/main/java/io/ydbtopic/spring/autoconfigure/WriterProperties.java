package io.ydbtopic.spring.autoconfigure;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * Settings of a writer. What is left out takes the default of the client.
 */
public class WriterProperties {

	/**
	 * Path of the topic, absolute or relative to the database; by default the name of the
	 * writer.
	 */
	private @Nullable String topic;

	/**
	 * Name of the cluster under "ydb.topic.clients" that it writes to; by default that of
	 * the application.
	 */
	private @Nullable String client;

	/**
	 * Name under which the server refuses duplicates, also after a restart of the
	 * application. By default a new one for each start.
	 */
	private @Nullable String producerId;

	/**
	 * Whether the server refuses duplicates; on by default.
	 */
	private @Nullable Boolean deduplication;

	/**
	 * Number of the partition to write to; by default the server chooses one for the
	 * producer.
	 */
	private @Nullable Long partition;

	/**
	 * How payloads are compressed; raw by default.
	 */
	private @Nullable CodecName codec;

	/**
	 * MIME type that is written with each message as the metadata item "content-type"; by
	 * default what the conversion says, and none for bytes and text.
	 */
	private @Nullable String contentType;

	/**
	 * Most bytes of one payload, before compression and after it; 48MB by default.
	 */
	private @Nullable DataSize maxMessageSize;

	/**
	 * How long a message may wait for others to share its request; by default none waits.
	 */
	private @Nullable Duration linger;

	/**
	 * Whether streams go straight to the node that serves the partition; off by default.
	 */
	private @Nullable Boolean directWrite;

	/**
	 * Most time that a message waits for others, and only while some are in flight;
	 * instead of "linger".
	 */
	private @Nullable Duration adaptiveLinger;

	/**
	 * Most time until the server has answered a new connection; 30s by default.
	 */
	private @Nullable Duration handshakeTimeout;

	/**
	 * Most time that messages are in flight while the server acknowledges none of them,
	 * until the writer connects again; 1m by default, 0 means no limit.
	 */
	private @Nullable Duration ackTimeout;

	/**
	 * Most time to deliver what is left when the application stops.
	 */
	private Duration closeTimeout = Duration.ofSeconds(20);

	/**
	 * Keys and values that tell the server about the producer.
	 */
	private @Nullable Map<String, String> metadata;

	/**
	 * What makes each message a CloudEvent.
	 */
	private final CloudEvents cloudEvents = new CloudEvents();

	/**
	 * Messages that were written and not acknowledged.
	 */
	private final Buffer buffer = new Buffer();

	/**
	 * Requests.
	 */
	private final Batch batch = new Batch();

	/**
	 * When it reconnects and when it gives up.
	 */
	private final Retry retry = new Retry();

	public @Nullable String getTopic() {
		return this.topic;
	}

	public void setTopic(@Nullable String topic) {
		this.topic = topic;
	}

	public @Nullable String getClient() {
		return this.client;
	}

	public void setClient(@Nullable String client) {
		this.client = client;
	}

	public @Nullable String getProducerId() {
		return this.producerId;
	}

	public void setProducerId(@Nullable String producerId) {
		this.producerId = producerId;
	}

	public @Nullable Boolean getDeduplication() {
		return this.deduplication;
	}

	public void setDeduplication(@Nullable Boolean deduplication) {
		this.deduplication = deduplication;
	}

	public @Nullable Long getPartition() {
		return this.partition;
	}

	public void setPartition(@Nullable Long partition) {
		this.partition = partition;
	}

	public @Nullable CodecName getCodec() {
		return this.codec;
	}

	public void setCodec(@Nullable CodecName codec) {
		this.codec = codec;
	}

	public @Nullable String getContentType() {
		return this.contentType;
	}

	public void setContentType(@Nullable String contentType) {
		this.contentType = contentType;
	}

	public @Nullable DataSize getMaxMessageSize() {
		return this.maxMessageSize;
	}

	public void setMaxMessageSize(@Nullable DataSize maxMessageSize) {
		this.maxMessageSize = maxMessageSize;
	}

	public @Nullable Duration getLinger() {
		return this.linger;
	}

	public void setLinger(@Nullable Duration linger) {
		this.linger = linger;
	}

	public @Nullable Boolean getDirectWrite() {
		return this.directWrite;
	}

	public void setDirectWrite(@Nullable Boolean directWrite) {
		this.directWrite = directWrite;
	}

	public @Nullable Duration getAdaptiveLinger() {
		return this.adaptiveLinger;
	}

	public void setAdaptiveLinger(@Nullable Duration adaptiveLinger) {
		this.adaptiveLinger = adaptiveLinger;
	}

	public @Nullable Duration getHandshakeTimeout() {
		return this.handshakeTimeout;
	}

	public void setHandshakeTimeout(@Nullable Duration handshakeTimeout) {
		this.handshakeTimeout = handshakeTimeout;
	}

	public @Nullable Duration getAckTimeout() {
		return this.ackTimeout;
	}

	public void setAckTimeout(@Nullable Duration ackTimeout) {
		this.ackTimeout = ackTimeout;
	}

	public Duration getCloseTimeout() {
		return this.closeTimeout;
	}

	public void setCloseTimeout(Duration closeTimeout) {
		this.closeTimeout = closeTimeout;
	}

	public @Nullable Map<String, String> getMetadata() {
		return this.metadata;
	}

	public void setMetadata(@Nullable Map<String, String> metadata) {
		this.metadata = metadata;
	}

	public CloudEvents getCloudEvents() {
		return this.cloudEvents;
	}

	public Buffer getBuffer() {
		return this.buffer;
	}

	public Batch getBatch() {
		return this.batch;
	}

	public Retry getRetry() {
		return this.retry;
	}

	/**
	 * Messages that were written and not acknowledged.
	 */
	public static class Buffer {

		/**
		 * Most bytes of messages that are not acknowledged; 32MB by default.
		 */
		private @Nullable DataSize maxBytes;

		/**
		 * What a write does when the buffer is full.
		 */
		private OnFull onFull = OnFull.WAIT;

		/**
		 * Most time that a write waits for room; without limit by default.
		 */
		private @Nullable Duration maxWait;

		public @Nullable DataSize getMaxBytes() {
			return this.maxBytes;
		}

		public void setMaxBytes(@Nullable DataSize maxBytes) {
			this.maxBytes = maxBytes;
		}

		public OnFull getOnFull() {
			return this.onFull;
		}

		public void setOnFull(OnFull onFull) {
			this.onFull = onFull;
		}

		public @Nullable Duration getMaxWait() {
			return this.maxWait;
		}

		public void setMaxWait(@Nullable Duration maxWait) {
			this.maxWait = maxWait;
		}

	}

	/**
	 * Requests.
	 */
	public static class Batch {

		/**
		 * Most payload bytes of one request, unless a single message is larger; 1MB by
		 * default.
		 */
		private @Nullable DataSize maxBytes;

		/**
		 * Most messages of one request; 1000 by default.
		 */
		private @Nullable Integer maxMessages;

		public @Nullable DataSize getMaxBytes() {
			return this.maxBytes;
		}

		public void setMaxBytes(@Nullable DataSize maxBytes) {
			this.maxBytes = maxBytes;
		}

		public @Nullable Integer getMaxMessages() {
			return this.maxMessages;
		}

		public void setMaxMessages(@Nullable Integer maxMessages) {
			this.maxMessages = maxMessages;
		}

	}

	/**
	 * When a stream reconnects and when it gives up.
	 */
	public static class Retry {

		/**
		 * Attempts in a row without success after which the stream fails for good; 0, the
		 * default, means no limit.
		 */
		private @Nullable Integer maxAttempts;

		/**
		 * How long a stream goes on without a connection until it fails for good; 0, the
		 * default, means no limit.
		 */
		private @Nullable Duration giveUpAfter;

		/**
		 * Whether a missing topic is waited for instead of being an error; off by
		 * default.
		 */
		private @Nullable Boolean waitForTopic;

		/**
		 * How long a connection must live, without moving data, until earlier failures
		 * are forgotten; 10s by default.
		 */
		private @Nullable Duration healthyAfter;

		public @Nullable Integer getMaxAttempts() {
			return this.maxAttempts;
		}

		public void setMaxAttempts(@Nullable Integer maxAttempts) {
			this.maxAttempts = maxAttempts;
		}

		public @Nullable Duration getGiveUpAfter() {
			return this.giveUpAfter;
		}

		public void setGiveUpAfter(@Nullable Duration giveUpAfter) {
			this.giveUpAfter = giveUpAfter;
		}

		public @Nullable Boolean getWaitForTopic() {
			return this.waitForTopic;
		}

		public void setWaitForTopic(@Nullable Boolean waitForTopic) {
			this.waitForTopic = waitForTopic;
		}

		public @Nullable Duration getHealthyAfter() {
			return this.healthyAfter;
		}

		public void setHealthyAfter(@Nullable Duration healthyAfter) {
			this.healthyAfter = healthyAfter;
		}

	}

	/**
	 * What makes each message a CloudEvent.
	 */
	public static class CloudEvents {

		/**
		 * Whether each message is written as a CloudEvent in binary mode, with its
		 * attributes as metadata items "ce_id" and so on.
		 */
		private boolean enabled = false;

		/**
		 * Where the events happen, a URI reference; by default a slash and the name of
		 * the application.
		 */
		private @Nullable String source;

		/**
		 * What happens; by default the name of the payload's class under
		 * "ydb.topic.type-mappings".
		 */
		private @Nullable String type;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public @Nullable String getSource() {
			return this.source;
		}

		public void setSource(@Nullable String source) {
			this.source = source;
		}

		public @Nullable String getType() {
			return this.type;
		}

		public void setType(@Nullable String type) {
			this.type = type;
		}

	}

}
