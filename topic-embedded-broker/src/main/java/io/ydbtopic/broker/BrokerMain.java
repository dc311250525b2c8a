package io.ydbtopic.broker;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

import io.ydbtopic.broker.admin.AdminServer;
import io.ydbtopic.broker.log.SyncPolicy;
import io.ydbtopic.broker.variant.ServerVariant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The broker as a program: it prints one line when it is ready and runs until it is
 * interrupted. Wrong flags end it with one line and exit code 2. For the main thread.
 */
@Command(name = "ydb-topic-broker", mixinStandardHelpOptions = true, versionProvider = BrokerMain.Version.class,
		description = "Serves the YDB topic API from this process; nothing is kept without --data-dir.",
		footer = "%nFlags may be kept in a file, one a line, and given as @<file>.")
public final class BrokerMain implements Callable<Integer> {

	private static final int EXIT_NOT_STARTED = 1;

	@Option(names = "--port", defaultValue = "2136", paramLabel = "<port>",
			description = "where to listen; 0 takes any free port (default: ${DEFAULT-VALUE})")
	private int port;

	@Option(names = "--host", defaultValue = "localhost", paramLabel = "<host>",
			description = "on which interface to listen; with another than the default, other machines can reach the "
					+ "broker (default: ${DEFAULT-VALUE})")
	private String host = "localhost";

	@Option(names = "--advertised-host", paramLabel = "<host>",
			description = "the host that discovery tells clients (default: the one by which they came)")
	private @Nullable String advertisedHost;

	@Option(names = "--database", defaultValue = "/local", paramLabel = "<path>",
			description = "the database to serve (default: ${DEFAULT-VALUE})")
	private String database = "/local";

	@Option(names = "--topic", paramLabel = "<name:partitions:consumers>",
			description = "a topic to make, such as orders:4:billing,audit; may be given many times")
	private List<String> topics = new ArrayList<>();

	@Option(names = "--auto-create-topics", arity = "0..1", fallbackValue = "1", paramLabel = "<partitions>",
			description = "make topics and consumers when they are used first, with so many partitions (1)")
	private @Nullable Integer autoCreateTopics;

	@Option(names = "--nodes", defaultValue = "1", paramLabel = "<count>",
			description = "how many nodes to play, on ports one after the other (default: ${DEFAULT-VALUE})")
	private int nodes = 1;

	@Option(names = "--variant", paramLabel = "<name>",
			description = "do something as other versions of the server do it: ${COMPLETION-CANDIDATES}; may be given many times")
	private List<ServerVariant> variants = new ArrayList<>();

	@Option(names = "--data-dir", paramLabel = "<directory>", description = "keep everything in this directory")
	private @Nullable Path dataDir;

	@Option(names = "--sync", paramLabel = "<policy>",
			description = "when the data directory is forced to the device: none, each-ack, or an interval such as 1s "
					+ "(default: none); needs --data-dir")
	private @Nullable String sync;

	@Option(names = "--split-by-load", defaultValue = "true", fallbackValue = "true", negatable = true,
			description = "split partitions by their load, in topics with auto-partitioning; "
					+ "--no-split-by-load leaves splits to requests (default: ${DEFAULT-VALUE})")
	private boolean splitByLoad = true;

	@Option(names = "--load-check-seconds", defaultValue = "1", paramLabel = "<seconds>",
			description = "how often the load of partitions is looked at (default: ${DEFAULT-VALUE})")
	private int loadCheckSeconds = 1;

	@Option(names = "--admin-port", paramLabel = "<port>",
			description = "serve admin calls, such as faults, over HTTP on this port of the loopback interface; "
					+ "0 takes any free port")
	private @Nullable Integer adminPort;

	@Option(names = "--journal", description = "print what happens: connects, moves of partitions, commits")
	private boolean journal;

	@Mixin
	private AccessFlags access = new AccessFlags();

	@Mixin
	private LimitFlags limits = new LimitFlags();

	@Spec
	private @Nullable CommandSpec spec;

	private final CountDownLatch stop;

	/**
	 * A program that runs until a latch opens.
	 * @param stop opened from outside to end it
	 */
	BrokerMain(CountDownLatch stop) {
		this.stop = stop;
	}

	/**
	 * Runs the program and ends the JVM with its exit code.
	 * @param arguments the flags
	 */
	public static void main(String[] arguments) {
		CountDownLatch stop = new CountDownLatch(1);
		CountDownLatch stopped = new CountDownLatch(1);
		Runtime.getRuntime().addShutdownHook(new Thread(() -> {
			stop.countDown();
			await(stopped);
		}, "shutdown"));
		int exitCode;
		try {
			exitCode = commandLine(stop).execute(arguments);
		}
		finally {
			stopped.countDown();
		}
		System.exit(exitCode);
	}

	static CommandLine commandLine(CountDownLatch stop) {
		CommandLine line = new CommandLine(new BrokerMain(stop));
		line.setCaseInsensitiveEnumValuesAllowed(true);
		line.setParameterExceptionHandler((ex, arguments) -> {
			PrintWriter err = ex.getCommandLine().getErr();
			err.println("ydb-topic-broker: " + oneLine(ex.getMessage()) + " (see --help)");
			return CommandLine.ExitCode.USAGE;
		});
		line.setExecutionExceptionHandler((ex, command, result) -> {
			command.getErr().println("ydb-topic-broker: " + oneLine(ex.getMessage()));
			return EXIT_NOT_STARTED;
		});
		return line;
	}

	private static String oneLine(@Nullable String message) {
		return String.valueOf(message).replaceAll("\\s*\\R\\s*", " ");
	}

	@Override
	public Integer call() {
		CommandSpec command = command();
		BrokerOptions options = options();
		try (EmbeddedBroker broker = EmbeddedBroker.start(options)) {
			serve(broker, command.commandLine().getOut());
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The admin calls can't be served on port " + this.adminPort + ": "
					+ ex.getMessage() + " (expected a free port; 0 takes any)", ex);
		}
		return CommandLine.ExitCode.OK;
	}

	private void serve(EmbeddedBroker broker, PrintWriter out) throws IOException {
		try (AdminServer admin = (this.adminPort != null) ? broker.serveAdmin(this.adminPort) : null) {
			if (admin != null) {
				out.println("admin: " + admin.url());
			}
			out.println("ready: " + broker.connectionString());
			out.flush();
			if (this.journal) {
				broker.journal().listen((event) -> {
					out.println(event);
					out.flush();
				});
			}
			await(this.stop);
		}
	}

	private CommandSpec command() {
		CommandSpec command = this.spec;
		if (command == null) {
			throw new IllegalStateException("Called by the command line only");
		}
		return command;
	}

	/** What the jar says that it is. */
	static final class Version implements IVersionProvider {

		@Override
		public String[] getVersion() {
			Package jar = BrokerMain.class.getPackage();
			String version = (jar != null) ? jar.getImplementationVersion() : null;
			return new String[] { "ydb-topic-broker " + ((version != null) ? version : "(not from a jar)") };
		}

	}

	/** What the flags say. */
	BrokerOptions options() {
		try {
			BrokerOptions.Builder options = BrokerOptions.builder()
				.port(this.port)
				.nodes(this.nodes)
				.host(this.host)
				.database(this.database)
				.splitByLoad(this.splitByLoad)
				.loadCheckInterval(Duration.ofSeconds(this.loadCheckSeconds));
			this.topics.forEach(options::topic);
			this.variants.forEach(options::variant);
			if (this.dataDir != null) {
				options.dataDir(this.dataDir);
			}
			if (this.sync != null) {
				if (this.dataDir == null) {
					throw new IllegalArgumentException(
							"--sync is " + this.sync + " without a data directory (expected --data-dir as well)");
				}
				options.sync(SyncPolicy.parse(this.sync));
			}
			if (this.adminPort != null && (this.adminPort < 0 || this.adminPort > 65_535)) {
				throw new IllegalArgumentException("--admin-port is " + this.adminPort + " (expected 0 to 65535)");
			}
			if (this.advertisedHost != null) {
				options.advertisedHost(this.advertisedHost);
			}
			if (this.autoCreateTopics != null) {
				options.autoCreateTopics(true).autoCreatePartitions(this.autoCreateTopics);
			}
			this.access.apply(options);
			this.limits.apply(options);
			return options.build();
		}
		catch (IllegalArgumentException ex) {
			throw new ParameterException(command().commandLine(), String.valueOf(ex.getMessage()), ex);
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
