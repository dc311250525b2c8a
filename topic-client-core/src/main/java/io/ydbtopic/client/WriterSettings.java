package io.ydbtopic.client;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.ydbtopic.client.codec.Codec;
import io.ydbtopic.client.codec.CodecRegistry;
import io.ydbtopic.client.codec.Codecs;
import org.jspecify.annotations.Nullable;

/**
 * Where and how a writer writes. Immutable.
 */
public final class WriterSettings {

	private final String topic;

	private final String name;

	private final @Nullable String producerId;

	private final boolean deduplication;

	private final @Nullable Long partitionId;

	private final boolean directWrite;

	private final Map<String, String> sessionMetadata;

	private final @Nullable Supplier<List<MetadataItem>> messageMetadata;

	private final List<Codec> codecs;

	private final long bufferMaxBytes;

	private final BufferFull bufferFull;

	private final int maxMessageBytes;

	private final Duration linger;

	private final boolean adaptiveLinger;

	private final int batchMaxBytes;

	private final int batchMaxMessages;

	private final Duration handshakeTimeout;

	private final Duration ackTimeout;

	private final Duration closeTimeout;

	private final RetrySettings retry;

	private WriterSettings(Builder builder) {
		this.topic = builder.topic;
		this.name = builder.name;
		this.producerId = builder.producerId;
		this.deduplication = builder.deduplication;
		this.partitionId = builder.partitionId;
		this.directWrite = builder.directWrite;
		this.sessionMetadata = builder.sessionMetadata;
		this.messageMetadata = builder.messageMetadata;
		this.codecs = builder.codecs;
		this.bufferMaxBytes = builder.bufferMaxBytes;
		this.bufferFull = builder.bufferFull;
		this.maxMessageBytes = builder.maxMessageBytes;
		this.linger = builder.linger;
		this.adaptiveLinger = builder.adaptiveLinger;
		this.batchMaxBytes = builder.batchMaxBytes;
		this.batchMaxMessages = builder.batchMaxMessages;
		this.handshakeTimeout = builder.handshakeTimeout;
		this.ackTimeout = builder.ackTimeout;
		this.closeTimeout = builder.closeTimeout;
		this.retry = builder.retry;
	}

	/**
	 * Default settings for a topic.
	 * @param topic path of the topic
	 */
	public static WriterSettings of(String topic) {
		return builder(topic).build();
	}

	/**
	 * A builder with default settings for a topic.
	 * @param topic path of the topic
	 */
	public static Builder builder(String topic) {
		return new Builder().topic(topic);
	}

	/**
	 * A builder that starts from these settings.
	 */
	public Builder toBuilder() {
		Builder builder = new Builder();
		builder.topic = this.topic;
		builder.name = this.name;
		builder.producerId = this.producerId;
		builder.deduplication = this.deduplication;
		builder.partitionId = this.partitionId;
		builder.directWrite = this.directWrite;
		builder.sessionMetadata = this.sessionMetadata;
		builder.messageMetadata = this.messageMetadata;
		builder.codecs = this.codecs;
		builder.bufferMaxBytes = this.bufferMaxBytes;
		builder.bufferFull = this.bufferFull;
		builder.maxMessageBytes = this.maxMessageBytes;
		builder.linger = this.linger;
		builder.adaptiveLinger = this.adaptiveLinger;
		builder.batchMaxBytes = this.batchMaxBytes;
		builder.batchMaxMessages = this.batchMaxMessages;
		builder.handshakeTimeout = this.handshakeTimeout;
		builder.ackTimeout = this.ackTimeout;
		builder.closeTimeout = this.closeTimeout;
		builder.retry = this.retry;
		return builder;
	}

	/**
	 * Path of the topic: absolute, or relative to the database.
	 */
	public String topic() {
		return this.topic;
	}

	/**
	 * Name for logs, threads and metrics; by default the topic's.
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Identity for deduplication and routing, at most 2,048 bytes; {@code null} makes one
	 * up, which is new with each writer.
	 */
	public @Nullable String producerId() {
		return this.producerId;
	}

	/**
	 * Whether the server refuses repeats. Without it a message may be stored twice after
	 * a lost connection.
	 */
	public boolean deduplication() {
		return this.deduplication;
	}

	/**
	 * Partition to write to; {@code null} lets the server choose by producer id.
	 */
	public @Nullable Long partitionId() {
		return this.partitionId;
	}

	/**
	 * Whether streams go straight to the node that serves the partition.
	 */
	public boolean directWrite() {
		return this.directWrite;
	}

	/**
	 * Keys and values that readers see with each batch of this writer.
	 */
	public Map<String, String> sessionMetadata() {
		return this.sessionMetadata;
	}

	/**
	 * What each message gets beside its own metadata; {@code null} for nothing.
	 */
	public @Nullable Supplier<List<MetadataItem>> messageMetadata() {
		return this.messageMetadata;
	}

	/**
	 * How payloads are compressed: the codec, or the first of those that are chosen from.
	 */
	public Codec codec() {
		return this.codecs.get(0);
	}

	/**
	 * The codecs that are chosen from by measuring; one if there is nothing to choose.
	 */
	public List<Codec> codecs() {
		return this.codecs;
	}

	/**
	 * Most bytes that wait for their ack, payloads with metadata and what an entry costs.
	 * The bound on the writer's memory.
	 */
	public long bufferMaxBytes() {
		return this.bufferMaxBytes;
	}

	/**
	 * What a write does when the buffer is full.
	 */
	public BufferFull bufferFull() {
		return this.bufferFull;
	}

	/**
	 * Most bytes of one payload, before compression and after it.
	 */
	public int maxMessageBytes() {
		return this.maxMessageBytes;
	}

	/**
	 * How long a message may wait for others to share its request; zero sends at once
	 * whatever is there.
	 */
	public Duration linger() {
		return this.linger;
	}

	/**
	 * Whether a message lingers only while others are in flight, and then in proportion
	 * to the time that acks take.
	 */
	public boolean adaptiveLinger() {
		return this.adaptiveLinger;
	}

	/**
	 * Most payload bytes of one request, unless a single message is larger.
	 */
	public int batchMaxBytes() {
		return this.batchMaxBytes;
	}

	/**
	 * Most messages of one request.
	 */
	public int batchMaxMessages() {
		return this.batchMaxMessages;
	}

	/**
	 * Most time from the start of a connection until the server has answered the
	 * handshake.
	 */
	public Duration handshakeTimeout() {
		return this.handshakeTimeout;
	}

	/**
	 * Most time that messages are in flight while the server acknowledges none of them;
	 * then its session counts as stuck, and the writer connects again. Ten times as long
	 * while the transport is still at work on what was sent. Zero for no limit.
	 */
	public Duration ackTimeout() {
		return this.ackTimeout;
	}

	/**
	 * Deadline of {@link TopicWriter#close()}.
	 */
	public Duration closeTimeout() {
		return this.closeTimeout;
	}

	/**
	 * When the writer reconnects and when it gives up.
	 */
	public RetrySettings retry() {
		return this.retry;
	}

	/**
	 * Collects settings; not thread-safe.
	 */
	public static final class Builder {

		private String topic = "";

		private String name = "";

		private @Nullable String producerId;

		private boolean deduplication = true;

		private @Nullable Long partitionId;

		private boolean directWrite;

		private Map<String, String> sessionMetadata = Map.of();

		private @Nullable Supplier<List<MetadataItem>> messageMetadata;

		private List<Codec> codecs = List.of(Codecs.raw());

		private long bufferMaxBytes = 32L * 1024 * 1024;

		private BufferFull bufferFull = BufferFull.WAIT;

		private int maxMessageBytes = 48 * 1024 * 1024;

		private Duration linger = Duration.ZERO;

		private boolean adaptiveLinger;

		private int batchMaxBytes = 1024 * 1024;

		private int batchMaxMessages = 1000;

		private Duration handshakeTimeout = Duration.ofSeconds(30);

		private Duration ackTimeout = Duration.ofMinutes(1);

		private Duration closeTimeout = Duration.ofSeconds(30);

		private RetrySettings retry = RetrySettings.DEFAULT;

		private Builder() {
		}

		/**
		 * Path of the topic: absolute, or relative to the database.
		 */
		public Builder topic(String topic) {
			Checks.text("topic", topic);
			this.topic = topic;
			return this;
		}

		/**
		 * Name for logs, threads and metrics; by default the topic's.
		 */
		public Builder name(String name) {
			this.name = name;
			return this;
		}

		/**
		 * Identity for deduplication and routing, at most 2,048 bytes; {@code null} makes
		 * one up, which is new with each writer.
		 */
		public Builder producerId(@Nullable String producerId) {
			Checks.producerId(producerId);
			this.producerId = producerId;
			return this;
		}

		/**
		 * Whether the server refuses repeats. Without it a message may be stored twice
		 * after a lost connection.
		 */
		public Builder deduplication(boolean deduplication) {
			this.deduplication = deduplication;
			return this;
		}

		/**
		 * Partition to write to; {@code null} lets the server choose by producer id.
		 */
		public Builder partitionId(@Nullable Long partitionId) {
			Checks.partition(partitionId);
			this.partitionId = partitionId;
			return this;
		}

		/**
		 * Whether streams go straight to the node that serves the partition, which saves
		 * a hop inside the cluster. Each connect then asks where the partition is; when
		 * that node can't be had, for example behind a load balancer, the stream takes
		 * the ordinary way. When the partition moves, the next connect follows it. Off by
		 * default: it pays for writers with much to write, and costs the others a request
		 * for each connect.
		 */
		public Builder directWrite(boolean directWrite) {
			this.directWrite = directWrite;
			return this;
		}

		/**
		 * Keys and values that readers see with each batch of this writer.
		 */
		public Builder sessionMetadata(Map<String, String> sessionMetadata) {
			this.sessionMetadata = Map.copyOf(sessionMetadata);
			return this;
		}

		/**
		 * What each message gets beside its own metadata, such as the trace context of
		 * who writes it ({@code traceparent} of W3C Trace Context). It is asked on the
		 * thread that writes, once a message; a key that the message has itself is left
		 * out. What it throws rejects the message.
		 */
		public Builder messageMetadata(@Nullable Supplier<List<MetadataItem>> messageMetadata) {
			this.messageMetadata = messageMetadata;
			return this;
		}

		/**
		 * How payloads are compressed.
		 * @throws IllegalArgumentException if the protocol does not know the codec's
		 * number
		 */
		public Builder codec(Codec codec) {
			this.codecs = checked(codec);
			return this;
		}

		/** With numbers that a registry would take. */
		private static List<Codec> checked(Codec... codecs) {
			for (Codec codec : codecs) {
				CodecRegistry.standard().with(codec);
			}
			return List.of(codecs);
		}

		/**
		 * Chooses the codec by measuring now and then, on the application's own messages,
		 * how small each one makes them and what processor time that takes; of the
		 * candidates that the topic allows. RAW, which costs nothing, is one of them if
		 * it is given.
		 * @throws IllegalArgumentException if there is no candidate, or two with the same
		 * number, or one that the protocol does not know
		 */
		public Builder automaticCodec(Codec... candidates) {
			if (candidates.length == 0
					|| Stream.of(candidates).mapToInt(Codec::number).distinct().count() < candidates.length) {
				throw new IllegalArgumentException("automaticCodec: " + List.of(candidates)
						+ " (expected: at least one codec, and each number once)");
			}
			this.codecs = checked(candidates);
			return this;
		}

		/**
		 * Chooses from RAW, ZSTD and GZIP, as {@link #automaticCodec(Codec...)} does.
		 */
		public Builder automaticCodec() {
			return automaticCodec(Codecs.raw(), Codecs.zstd(), Codecs.gzip());
		}

		/**
		 * Most bytes that wait for their ack, payloads with metadata and what an entry
		 * costs. The bound on the writer's memory.
		 */
		public Builder bufferMaxBytes(long bufferMaxBytes) {
			Checks.range("bufferMaxBytes", bufferMaxBytes, 1024, Checks.MOST_BYTES);
			this.bufferMaxBytes = bufferMaxBytes;
			return this;
		}

		/**
		 * What a write does when the buffer is full.
		 */
		public Builder bufferFull(BufferFull bufferFull) {
			this.bufferFull = bufferFull;
			return this;
		}

		/**
		 * Most bytes of one payload, before compression and after it.
		 */
		public Builder maxMessageBytes(int maxMessageBytes) {
			Checks.range("maxMessageBytes", maxMessageBytes, 1, Checks.MOST_MESSAGE_BYTES);
			this.maxMessageBytes = maxMessageBytes;
			return this;
		}

		/**
		 * How long a message may wait for others to share its request; zero sends at once
		 * whatever is there.
		 */
		public Builder linger(Duration linger) {
			Checks.duration("linger", linger, Duration.ZERO, Duration.ofMinutes(1));
			this.linger = linger;
			this.adaptiveLinger = false;
			return this;
		}

		/**
		 * Lets messages wait for company only while others are in flight, for a quarter
		 * of the time that an ack takes: a lone message goes at once, a stream of them
		 * shares requests. Replaces {@link #linger}.
		 * @param most most time that a message waits; zero for not at all
		 */
		public Builder adaptiveLinger(Duration most) {
			Checks.duration("adaptiveLinger", most, Duration.ZERO, Duration.ofMinutes(1));
			this.linger = most;
			this.adaptiveLinger = true;
			return this;
		}

		/**
		 * Most payload bytes of one request, unless a single message is larger.
		 */
		public Builder batchMaxBytes(int batchMaxBytes) {
			Checks.range("batchMaxBytes", batchMaxBytes, 1, Checks.MOST_MESSAGE_BYTES);
			this.batchMaxBytes = batchMaxBytes;
			return this;
		}

		/**
		 * Most messages of one request.
		 */
		public Builder batchMaxMessages(int batchMaxMessages) {
			Checks.range("batchMaxMessages", batchMaxMessages, 1, 100_000);
			this.batchMaxMessages = batchMaxMessages;
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
		 * Most time that messages are in flight while the server acknowledges none of
		 * them; then its session counts as stuck, and the writer connects again. Ten
		 * times as long while the transport is still at work on what was sent. Zero for
		 * no limit.
		 */
		public Builder ackTimeout(Duration ackTimeout) {
			Checks.duration("ackTimeout", ackTimeout, Duration.ZERO, Checks.LONGEST);
			this.ackTimeout = ackTimeout;
			return this;
		}

		/**
		 * Deadline of {@link TopicWriter#close()}.
		 */
		public Builder closeTimeout(Duration closeTimeout) {
			Checks.duration("closeTimeout", closeTimeout, Duration.ZERO, Checks.LONGEST);
			this.closeTimeout = closeTimeout;
			return this;
		}

		/**
		 * When the writer reconnects and when it gives up.
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
		public WriterSettings build() {
			if (!this.deduplication && this.producerId != null) {
				throw new IllegalArgumentException("producerId: '" + this.producerId
						+ "' with deduplication off (expected: no producer id, or deduplication on)");
			}
			if (this.name.isBlank()) {
				this.name = this.topic;
			}
			return new WriterSettings(this);
		}

	}

}
