import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Puts small bugs into single classes, one at a time, and tells who notices: the tests that
 * the bug names, then those of its packages, then the simulator. A mutated class is compiled
 * into a folder of its own that comes first on the class path: the sources stay as they are.
 */
final class Mutations {

	private static final Duration TEST_TIME_MAX = Duration.ofMinutes(6);

	/** What the simulator runs of a bug that the tests let pass. */
	private static final List<String> SIMULATION = List.of("--seeds", "20", "--minutes", "5", "--stop-at-first",
			"--timeline", "1");

	/** What the simulator simulates. */
	private static final List<String> SIMULATED = List.of("topic-client-core", "topic-embedded-broker");

	private static final String INSIDE = "inside";

	private final Path root;

	private final Path work;

	private final String classPath;

	/** Test classes, and "simulator", that passed without any bug. */
	private final Set<String> honest = new HashSet<>();

	/** Test classes that failed without any bug, and prove nothing. */
	private final Set<String> ignored = new TreeSet<>();

	private Mutations(Path root, Path work, String classPath) {
		this.root = root;
		this.work = work;
		this.classPath = classPath;
	}

	public static void main(String[] arguments) throws Exception {
		if (arguments[0].equals(INSIDE)) {
			Inside.run(Path.of(arguments[1]), Arrays.asList(arguments).subList(2, arguments.length));
			return;
		}
		List<String> wanted = Arrays.asList(arguments).subList(2, arguments.length);
		boolean clean = new Mutations(Path.of(arguments[0]).toAbsolutePath(), Path.of(arguments[1]),
				System.getProperty("java.class.path"))
			.run(wanted);
		System.exit(clean ? 0 : 1);
	}

	private boolean run(List<String> wanted) throws Exception {
		List<Bug> bugs = new ArrayList<>();
		try (Stream<Path> files = Files.list(this.root.resolve("mutations/bugs"))) {
			for (Path file : files.sorted().toList()) {
				Bug bug = Bug.read(file);
				if (wanted.isEmpty() || wanted.stream().anyMatch(bug.id::startsWith)) {
					bugs.add(bug);
				}
			}
		}
		System.out.println("| bug | rule | what | killed by |\n| --- | --- | --- | --- |");
		int survivors = 0;
		for (Bug bug : bugs) {
			Fate fate = fate(bug);
			survivors += fate.killed ? 0 : 1;
			System.out.println("| " + bug.id + " | " + bug.rule + " | " + bug.what + " | "
					+ (fate.killed ? fate.text : "**" + fate.text + "**") + " |");
		}
		System.out.println("\n" + bugs.size() + " bugs, " + survivors + " survived");
		if (!this.ignored.isEmpty()) {
			System.out.println("not counted, because they fail without any bug: " + this.ignored);
		}
		return survivors == 0 && this.ignored.isEmpty();
	}

	private Fate fate(Bug bug) throws Exception {
		Path overlay = Files.createDirectories(this.work.resolve(bug.id));
		String source = Files.readString(this.root.resolve(bug.file));
		int at = source.indexOf(bug.was);
		if (at < 0 || source.indexOf(bug.was, at + 1) >= 0) {
			return new Fate(false, "its text is not once in " + bug.file + ", write it anew");
		}
		String mutated = source.substring(0, at) + bug.becomes + source.substring(at + bug.was.length());
		Path file = Files.writeString(overlay.resolve(Path.of(bug.file).getFileName()), mutated);
		Path output = overlay.resolve("javac.log");
		int compiled;
		try (var log = Files.newOutputStream(output)) {
			compiled = ToolProvider.getSystemJavaCompiler()
				.run(null, log, log, "-nowarn", "-proc:none", "-parameters", "-d", overlay.toString(), "-cp",
						this.classPath, file.toString());
		}
		if (compiled != 0) {
			throw new IllegalStateException(bug.id + " does not compile: " + Files.readString(output));
		}
		List<String> tests = new ArrayList<>(bug.tests);
		bug.packages.forEach((name) -> tests.add(name + ".*"));
		Fate fate = tests(bug.module(), overlay, tests);
		if (fate.survived() && SIMULATED.contains(bug.module())) {
			fate = simulation(overlay);
		}
		return fate;
	}

	/** The first test that fails. */
	private Fate tests(String module, Path overlay, List<String> selected) throws Exception {
		Path result = Files.createTempFile(this.work, "result", ".txt");
		List<String> command = new ArrayList<>(
				List.of("-Dignored=" + String.join(",", this.ignored), "Mutations", INSIDE, result.toString()));
		command.addAll(selected);
		Process process = java(module, overlay, command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
		if (!process.waitFor(TEST_TIME_MAX.toSeconds(), TimeUnit.SECONDS)) {
			process.destroyForcibly().waitFor();
			return new Fate(false, "undecided: the tests had no end within " + TEST_TIME_MAX);
		}
		List<String> failed = Files.readAllLines(result);
		if (failed.isEmpty()) {
			if (process.exitValue() != 0) {
				throw new IllegalStateException("the tests ended with code " + process.exitValue());
			}
			return Fate.SURVIVED;
		}
		String testClass = failed.get(0);
		if (!overlay.equals(NO_BUG) && this.honest.add(testClass)
				&& tests(module, NO_BUG, List.of(testClass)).killed) {
			this.ignored.add(testClass);
			return tests(module, overlay, selected);
		}
		return new Fate(true, failed.get(1));
	}

	/** The first seed that fails, and what it violates. */
	private Fate simulation(Path overlay) throws Exception {
		List<String> command = new ArrayList<>(List.of("io.ydbtopic.simulator.SimulateMain"));
		command.addAll(SIMULATION);
		Process process = java("simulator", overlay, command).redirectErrorStream(true).start();
		CompletableFuture<Fate> judged = CompletableFuture.supplyAsync(() -> firstFailure(process));
		Fate fate;
		try {
			fate = judged.get(TEST_TIME_MAX.toSeconds(), TimeUnit.SECONDS);
		}
		catch (TimeoutException ex) {
			fate = new Fate(false, "undecided: the simulator had no end within " + TEST_TIME_MAX);
		}
		process.destroyForcibly().waitFor();
		if (fate.killed && !overlay.equals(NO_BUG) && this.honest.add("simulator") && simulation(NO_BUG).killed) {
			throw new IllegalStateException("the simulator fails without any bug");
		}
		return fate;
	}

	/** Does not wait until the simulator has found which faults matter. */
	private static Fate firstFailure(Process process) {
		String last = "nothing";
		try (BufferedReader output = process.inputReader()) {
			for (String line = output.readLine(); line != null; line = output.readLine()) {
				last = line;
				if (line.matches("seed \\d+ failed")) {
					String violation = String.valueOf(output.readLine()).strip();
					return new Fate(true, line.replace(" failed", ": ") + violation.replaceAll("[ :].*", ""));
				}
				if (line.matches("\\d+ seeds, 0 failed.*")) {
					return Fate.SURVIVED;
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		throw new IllegalStateException("the simulator ended without a result; its last word: " + last);
	}

	private ProcessBuilder java(String module, Path overlay, List<String> command) {
		List<String> whole = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m",
						"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", overlay + ":" + this.classPath));
		whole.addAll(command);
		return new ProcessBuilder(whole).directory(this.root.resolve(module).toFile())
			.redirectError(ProcessBuilder.Redirect.DISCARD);
	}

	/** A folder that is not there: the classes as they are. */
	private static final Path NO_BUG = Path.of("none");

	/**
	 * What became of a bug.
	 *
	 * @param killed whether somebody noticed
	 * @param text who; or why nobody can be named
	 */
	private record Fate(boolean killed, String text) {

		static final Fate SURVIVED = new Fate(false, "nobody");

		boolean survived() {
			return equals(SURVIVED);
		}

	}

	/** A bug as its file describes it. */
	private record Bug(String id, String what, String rule, String file, List<String> tests, List<String> packages,
			String was, String becomes) {

		static Bug read(Path file) throws IOException {
			String text = Files.readString(file);
			int was = text.indexOf("--- was\n");
			int becomes = text.indexOf("\n+++ becomes\n");
			int end = text.indexOf("\n=== end");
			return new Bug(file.getFileName().toString().replace(".txt", ""), head(text, "bug"), head(text, "rule"),
					head(text, "file"), words(head(text, "tests")), words(head(text, "packages")),
					text.substring(was + "--- was\n".length(), becomes),
					text.substring(becomes + "\n+++ becomes\n".length(), Math.max(end, becomes + "\n+++ becomes\n".length())));
		}

		private static String head(String text, String name) {
			return text.lines()
				.filter((line) -> line.startsWith(name + ": "))
				.map((line) -> line.substring(name.length() + 2))
				.findFirst()
				.orElse("");
		}

		private static List<String> words(String text) {
			return text.isBlank() ? List.of() : List.of(text.strip().split(" +"));
		}

		String module() {
			return this.file.substring(0, this.file.indexOf('/'));
		}

	}

	/** In the JVM that has the bug: named tests first, then whole packages, up to the first failure. */
	private static final class Inside implements TestExecutionListener {

		private static final List<String> IGNORED = List.of(System.getProperty("ignored", "").split(","));

		private final Path result;

		private Inside(Path result) {
			this.result = result;
		}

		static void run(Path result, List<String> selected) {
			for (String name : selected) {
				LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request();
				request.selectors(name.endsWith(".*")
						? DiscoverySelectors.selectPackage(name.substring(0, name.length() - 2))
						: DiscoverySelectors.selectClass(name));
				LauncherFactory.create().execute(request.build(), new Inside(result));
			}
			Runtime.getRuntime().halt(0);
		}

		@Override
		public void executionFinished(TestIdentifier test, TestExecutionResult outcome) {
			if (outcome.getStatus() == TestExecutionResult.Status.FAILED) {
				TestSource source = test.getSource().orElseThrow();
				String testClass = (source instanceof MethodSource method) ? method.getClassName()
						: ((ClassSource) source).getClassName();
				if (IGNORED.contains(testClass)) {
					return;
				}
				List<String> lines = List.of(testClass, (source instanceof MethodSource method)
						? testClass.replaceAll(".*\\.", "") + "#" + method.getMethodName() : test.getDisplayName());
				try {
					Files.write(this.result, lines);
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
				Runtime.getRuntime().halt(0);
			}
		}

	}

}
