package io.ydbtopic.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Where and how a keyed writer writes: the settings of a writer, which hold for all of
 * its partitions together, and what only a keyed writer has. Immutable.
 */
public final class KeyedWriterSettings {

	/** A dash and the digits of a partition's id are added to the producer id. */
	private static final int MOST_PRODUCER_BYTES = 2048 - 20;

	private final WriterSettings writer;

	private final PartitionChooser chooser;

	private final Duration idleTimeout;

	private KeyedWriterSettings(Builder builder) {
		this.writer = builder.writer;
		this.chooser = builder.chooser;
		this.idleTimeout = builder.idleTimeout;
	}

	/**
	 * Default settings for a topic.
	 * @param topic path of the topic
	 */
	public static KeyedWriterSettings of(String topic) {
		return builder(WriterSettings.of(topic)).build();
	}

	/**
	 * A builder that starts from the settings of a writer.
	 * @param writer topic, buffer, codec and all else that writers have in common. Its
	 * producer id is the beginning of the producer ids of the partitions; its buffer is
	 * shared by all of them; its partition must be {@code null}
	 */
	public static Builder builder(WriterSettings writer) {
		return new Builder(writer);
	}

	/**
	 * A builder that starts from these settings.
	 */
	public Builder toBuilder() {
		return new Builder(this.writer).chooser(this.chooser).idleTimeout(this.idleTimeout);
	}

	/**
	 * What the writers of all partitions have in common. The buffer is one for all of
	 * them.
	 */
	public WriterSettings writer() {
		return this.writer;
	}

	/**
	 * What decides about the partition of a message that names none.
	 */
	public PartitionChooser chooser() {
		return this.chooser;
	}

	/**
	 * How long the stream to a partition stays open without messages.
	 */
	public Duration idleTimeout() {
		return this.idleTimeout;
	}

	/**
	 * Collects settings; not thread-safe.
	 */
	public static final class Builder {

		private WriterSettings writer;

		private PartitionChooser chooser = PartitionChooser.byKeyRange();

		private Duration idleTimeout = Duration.ofMinutes(1);

		private Builder(WriterSettings writer) {
			this.writer = writer;
		}

		/**
		 * What the writers of all partitions have in common; see
		 * {@link KeyedWriterSettings#builder}.
		 */
		public Builder writer(WriterSettings writer) {
			this.writer = writer;
			return this;
		}

		/**
		 * What decides about the partition of a message that names none; by default
		 * {@link PartitionChooser#byKeyRange()}.
		 */
		public Builder chooser(PartitionChooser chooser) {
			this.chooser = chooser;
			return this;
		}

		/**
		 * How long the stream to a partition stays open without messages, at least a
		 * second; by default one minute. The next message opens it again.
		 */
		public Builder idleTimeout(Duration idleTimeout) {
			Checks.duration("idleTimeout", idleTimeout, Duration.ofSeconds(1), Checks.LONGEST);
			this.idleTimeout = idleTimeout;
			return this;
		}

		/**
		 * The settings.
		 * @throws IllegalArgumentException if the writer's settings name a partition, or
		 * a producer id with no room for a partition's number
		 */
		public KeyedWriterSettings build() {
			Long partition = this.writer.partitionId();
			if (partition != null) {
				throw new IllegalArgumentException("partitionId: " + partition
						+ " (expected: none; a keyed writer writes to all partitions, and a message may name one)");
			}
			String producerId = this.writer.producerId();
			if (producerId != null && producerId.getBytes(StandardCharsets.UTF_8).length > MOST_PRODUCER_BYTES) {
				throw new IllegalArgumentException("producerId: " + producerId.getBytes(StandardCharsets.UTF_8).length
						+ " bytes (expected: at most " + MOST_PRODUCER_BYTES
						+ " for a keyed writer, which adds the partition's number)");
			}
			return new KeyedWriterSettings(this);
		}

	}

}
