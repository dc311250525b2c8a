package io.ydbtopic.broker;

import java.time.Duration;

import io.ydbtopic.broker.runtime.Durations;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/**
 * The flags of the program that say how long and how large things may be. For one thread.
 */
final class LimitFlags {

	@Option(names = "--message-bytes-max", paramLabel = "<bytes>",
			description = "the largest payload of a message (default: only the size of a frame limits it)")
	private @Nullable Long messageBytesMax;

	@Option(names = "--transaction-timeout", paramLabel = "<time>", converter = TimeConverter.class,
			description = "roll a transaction back that is open for so long (default: 10m)")
	private @Nullable Duration transactionTimeout;

	@Option(names = "--silent-connection-timeout", paramLabel = "<time>", converter = TimeConverter.class,
			description = "close a connection on which nothing comes for so long, not even the answer to a ping "
					+ "(default: 2m)")
	private @Nullable Duration silentConnectionTimeout;

	@Option(names = "--retention-check", paramLabel = "<time>", converter = TimeConverter.class,
			description = "how often to look for expired messages (default: 1s)")
	private @Nullable Duration retentionCheck;

	@Option(names = "--pin-transaction-offsets",
			description = "take the offsets of a transaction at the transaction's own node only")
	private boolean pinTransactionOffsets;

	/** Takes the same forms as faults do. */
	static final class TimeConverter implements ITypeConverter<Duration> {

		@Override
		public Duration convert(String text) {
			try {
				return Durations.parse(text);
			}
			catch (IllegalArgumentException ex) {
				throw new TypeConversionException(ex.getMessage());
			}
		}

	}

	void apply(BrokerOptions.Builder options) {
		options.pinTransactionOffsets(this.pinTransactionOffsets);
		if (this.messageBytesMax != null) {
			options.messageBytesMax(this.messageBytesMax);
		}
		if (this.transactionTimeout != null) {
			options.transactionTimeout(this.transactionTimeout);
		}
		if (this.silentConnectionTimeout != null) {
			options.silentConnectionTimeout(this.silentConnectionTimeout);
		}
		if (this.retentionCheck != null) {
			options.retentionCheckInterval(this.retentionCheck);
		}
	}

}
