package io.ydbtopic.cli;

import java.time.Duration;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints the messages of a topic. */
@Command(name = "read", mixinStandardHelpOptions = true,
		description = "Prints the messages of a topic, to where its end is at the start; with --follow, those that "
				+ "come too.")
final class ReadCommand implements Callable<Integer> {

	@Mixin
	private ConnectionOptions connection = new ConnectionOptions();

	@Mixin
	private ReadOptions options = new ReadOptions();

	@Option(names = "--from", paramLabel = "<place>", converter = StartConverter.class,
			description = "where to begin: start, end, an offset, a time (2026-05-01T10:00:00Z) or so long ago (-10m); "
					+ "default: start, or where the consumer is")
	private StartConverter.@Nullable Start from;

	@Option(names = { "-f", "--follow" }, description = "go on with messages that come")
	private boolean follow;

	@Option(names = "--idle", paramLabel = "<duration>", defaultValue = "5s", converter = DurationConverter.class,
			description = "without --follow: stop when nothing came for so long, as when another reader of the consumer "
					+ "has a partition (default: ${DEFAULT-VALUE})")
	private Duration idle = Duration.ofSeconds(5);

	private final Terminal terminal;

	ReadCommand(Terminal terminal) {
		this.terminal = terminal;
	}

	@Override
	public Integer call() {
		return new Reading(this.terminal, this.connection, this.options, this.from, this.follow, this.idle).run();
	}

}
