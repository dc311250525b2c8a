package io.ydbtopic.cli;

import java.nio.charset.StandardCharsets;

import io.ydbtopic.client.PartitionChooser;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether messages have keys, where these are, and what they decide. */
final class KeyOptions {

	/** How a key decides about the partition. */
	enum Partitioner {

		/** The range that covers its hash. */
		RANGE,

		/** As Kafka's clients do. */
		KAFKA

	}

	@Option(names = "--key", description = "write each message to the partition of its key: with --format value, what "
			+ "is before the separator in its line; with --format json, the text in 'key'")
	private boolean key;

	@Option(names = "--key-separator", paramLabel = "<text>",
			description = "what ends the key in a line, with --format value; means --key (default: a tab)")
	private @Nullable String separator;

	@Option(names = "--partitioner", paramLabel = "<kind>", defaultValue = "range",
			description = "with --key: range, by the key ranges of the partitions; kafka, as Kafka's clients do "
					+ "(default: ${DEFAULT-VALUE})")
	private Partitioner partitioner = Partitioner.RANGE;

	boolean wanted() {
		return this.key || this.separator != null;
	}

	/** What ends the key in a line; null if lines have no keys. */
	byte @Nullable [] separatorBytes() {
		if (!wanted()) {
			return null;
		}
		return ((this.separator != null) ? this.separator : "\t").getBytes(StandardCharsets.UTF_8);
	}

	PartitionChooser chooser() {
		return switch (this.partitioner) {
			case RANGE -> PartitionChooser.byKeyRange();
			case KAFKA -> PartitionChooser.likeKafka();
		};
	}

	/** What is wrong with the flags; null if nothing is. */
	@Nullable String mistake(@Nullable Long partition) {
		if (wanted() && partition != null) {
			return "--partition and --key exclude each other: the key decides about the partition";
		}
		return (this.separator != null && this.separator.isEmpty()) ? "--key-separator is empty (expected: a text)"
				: null;
	}

}
