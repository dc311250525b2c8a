package io.ydbtopic.cli;

import java.time.Duration;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints messages as they come. */
@Command(name = "tail", mixinStandardHelpOptions = true,
		description = "Prints messages as they come, until Ctrl-C: short for read --follow --from end.")
final class TailCommand implements Callable<Integer> {

	@Mixin
	private ConnectionOptions connection = new ConnectionOptions();

	@Mixin
	private ReadOptions options = new ReadOptions();

	@SuppressWarnings("UnusedVariable")
	@Option(names = { "-f", "--follow" }, hidden = true, description = "always on; here because fingers know it")
	private boolean follow;

	@Option(names = "--from", paramLabel = "<place>", converter = StartConverter.class, defaultValue = "end",
			description = "where to begin: start, end, an offset, a time (2026-05-01T10:00:00Z) or so long ago (-10m) "
					+ "(default: ${DEFAULT-VALUE})")
	private StartConverter.Start from = new StartConverter.Start(null, null, true);

	private final Terminal terminal;

	TailCommand(Terminal terminal) {
		this.terminal = terminal;
	}

	@Override
	public Integer call() {
		return new Reading(this.terminal, this.connection, this.options, this.from, true, Duration.ZERO).run();
	}

}
