import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Puts small bugs into single classes, one at a time, and tells which test notices. A
 * mutated class is compiled into a folder of its own that comes first on the class path:
 * the sources stay as they are.
 */
final class Mutations {

	private static final Duration TEST_TIME_MAX = Duration.ofMinutes(6);

	private static final String INSIDE = "inside";

	private final Path root;

	private final String classPath;

	private final Path work;

	private Mutations(Path root, String classPath) throws IOException {
		this.root = root;
		this.classPath = classPath;
		this.work = Files.createTempDirectory("mutations");
	}

	public static void main(String[] arguments) throws Exception {
		if (arguments[0].equals(INSIDE)) {
			Inside.run(Path.of(arguments[1]), Arrays.asList(arguments).subList(2, arguments.length));
			return;
		}
		List<String> wanted = Arrays.asList(arguments).subList(1, arguments.length);
		boolean clean = new Mutations(Path.of(arguments[0]).toAbsolutePath(), System.getProperty("java.class.path"))
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
		for (String module : bugs.stream().map(Bug::module).distinct().toList()) {
			List<String> packages = bugs.stream()
				.filter((bug) -> bug.module().equals(module))
				.flatMap((bug) -> bug.packages.stream())
				.distinct()
				.toList();
			String failing = tests(module, Path.of("none"), List.of(), packages);
			if (!failing.isEmpty()) {
				throw new IllegalStateException("the tests of " + module + " fail without any bug: " + failing);
			}
		}
		System.out.println("| bug | rule | what | killed by |\n| --- | --- | --- | --- |");
		int survivors = 0;
		for (Bug bug : bugs) {
			String killer = kill(bug);
			survivors += killer.isEmpty() ? 1 : 0;
			System.out.println("| " + bug.id + " | " + bug.rule + " | " + bug.what + " | "
					+ (killer.isEmpty() ? "**nobody**" : killer) + " |");
		}
		System.out.println("\n" + bugs.size() + " bugs, " + survivors + " survived");
		return survivors == 0;
	}

	private String kill(Bug bug) throws Exception {
		Path overlay = Files.createDirectories(this.work.resolve(bug.id));
		String source = Files.readString(this.root.resolve(bug.file));
		int at = source.indexOf(bug.was);
		if (at < 0 || source.indexOf(bug.was, at + 1) >= 0) {
			throw new IllegalStateException(bug.id + ": its text is not once in " + bug.file + "; write it anew");
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
		return tests(bug.module(), overlay, bug.tests, bug.packages);
	}

	/** Which test fails first; empty if none does. */
	private String tests(String module, Path overlay, List<String> classes, List<String> packages) throws Exception {
		Path result = Files.createTempFile(this.work, "result", ".txt");
		List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx512m", "-XX:TieredStopAtLevel=1", "-cp", overlay + ":" + this.classPath, "Mutations", INSIDE,
				result.toString()));
		command.addAll(classes);
		packages.forEach((name) -> command.add(name + ".*"));
		Process process = new ProcessBuilder(command).directory(this.root.resolve(module).toFile())
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		if (!process.waitFor(TEST_TIME_MAX.toSeconds(), TimeUnit.SECONDS)) {
			process.destroyForcibly().waitFor();
			return "no end within " + TEST_TIME_MAX;
		}
		String failed = Files.readString(result).strip();
		if (failed.isEmpty() && process.exitValue() != 0) {
			throw new IllegalStateException("the tests ended with code " + process.exitValue());
		}
		return failed;
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
				String name = test.getSource()
					.filter(MethodSource.class::isInstance)
					.map(MethodSource.class::cast)
					.map((method) -> method.getClassName().replaceAll(".*\\.", "") + "#" + method.getMethodName())
					.orElse(test.getDisplayName());
				try {
					Files.writeString(this.result, name);
				}
				catch (IOException ex) {
					throw new java.io.UncheckedIOException(ex);
				}
				Runtime.getRuntime().halt(0);
			}
		}

	}

}
