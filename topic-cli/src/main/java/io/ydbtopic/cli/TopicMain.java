package io.ydbtopic.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import io.ydbtopic.client.error.TopicException;
import picocli.CommandLine;

/**
 * The program: takes the flags, runs one command and ends with its exit code: 0 when it
 * did what was asked, 1 when the server or the network refused, 2 for wrong flags, 130
 * after Ctrl-C. An error is one line. For the main thread.
 */
public final class TopicMain {

	static final int FAILED = 1;

	static final int INTERRUPTED = 130;

	private TopicMain() {
	}

	/**
	 * Runs a command and ends the JVM with its exit code.
	 * @param arguments the flags
	 */
	public static void main(String[] arguments) {
		if (Arrays.asList(arguments).contains("--verbose")) {
			System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "debug");
		}
		Interrupt interrupt = new Interrupt();
		Runtime.getRuntime().addShutdownHook(new Thread(interrupt::raiseAndWait, "shutdown"));
		Terminal terminal = new Terminal(System.in, new FileOutputStream(FileDescriptor.out),
				new PrintWriter(System.err, true, Charset.defaultCharset()), interrupt, isWatched());
		int exitCode = commandLine(terminal).execute(arguments);
		interrupt.finished();
		System.exit(exitCode);
	}

	/**
	 * Whether standard error is a person's screen; where that can't be told, it is not.
	 */
	private static boolean isWatched() {
		try {
			Path target = Files.readSymbolicLink(Path.of("/proc/self/fd/2"));
			return target.startsWith("/dev/pts") || target.startsWith("/dev/tty");
		}
		catch (IOException | UnsupportedOperationException ex) {
			return false;
		}
	}

	static CommandLine commandLine(Terminal terminal) {
		CommandLine line = new CommandLine(new TopicCommand()).addSubcommand(new WriteCommand(terminal))
			.addSubcommand(new ReadCommand(terminal))
			.addSubcommand(new TailCommand(terminal))
			.addSubcommand(new ListCommand(terminal))
			.addSubcommand(new DescribeCommand(terminal))
			.addSubcommand(new CreateCommand(terminal))
			.addSubcommand(new AlterCommand(terminal))
			.addSubcommand(new DropCommand(terminal))
			.addSubcommand(new LagCommand(terminal))
			.addSubcommand(new CopyCommand(terminal));
		line.setErr(terminal.err());
		line.setOut(new PrintWriter(terminal.out(), true, Charset.defaultCharset()));
		line.setCaseInsensitiveEnumValuesAllowed(true);
		line.setParameterExceptionHandler((ex, arguments) -> {
			terminal.complain(ex.getMessage() + " (see: topic --help)");
			return CommandLine.ExitCode.USAGE;
		});
		line.setExecutionExceptionHandler((ex, command, result) -> failed(terminal, ex));
		return line;
	}

	private static int failed(Terminal terminal, Exception ex) {
		if (terminal.interrupt().isRaised()) {
			return INTERRUPTED;
		}
		if (ex instanceof OutputClosedException) {
			// Whoever read the output has left, as `head` does: no reason to complain.
			return FAILED;
		}
		if (ex instanceof CommandFailedException || ex instanceof TopicException
				|| ex instanceof IllegalArgumentException) {
			terminal.complain(String.valueOf(ex.getMessage()));
		}
		else {
			terminal.complain(ex.toString());
		}
		return FAILED;
	}

}
