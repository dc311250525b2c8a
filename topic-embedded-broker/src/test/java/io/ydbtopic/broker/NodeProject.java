package io.ydbtopic.broker;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The scripts of {@code src/test/node} with the packages that they name. Where
 * {@code node}, {@code npm} or the packages are not at hand, the calling test is skipped
 * with the reason.
 */
final class NodeProject {

	private static final Path SOURCES = Path.of("src", "test", "node");

	private static final Path FOLDER = Path.of("target", "node");

	private static final Path INSTALLED = FOLDER.resolve("installed-lock.json");

	private static final Duration INSTALLATION = Duration.ofMinutes(2);

	private static final Duration SCRIPT = Duration.ofSeconds(30);

	private static final int[] OLDEST_NODE = { 20, 19 };

	private NodeProject() {
	}

	/** Copies the scripts and installs what they need, unless that was done before. */
	static void prepare() throws IOException, InterruptedException {
		assumeNode();
		Files.createDirectories(FOLDER);
		try (Stream<Path> files = Files.list(SOURCES)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				Files.copy(file, FOLDER.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
			}
		}
		Path lock = SOURCES.resolve("package-lock.json");
		if (Files.exists(INSTALLED) && Files.mismatch(INSTALLED, lock) == -1) {
			return;
		}
		Result npm = install("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline",
				"--fetch-retries=1", "--fetch-timeout=20000");
		assertThat(npm.output()).as("package.json, package-lock.json and the packages agree")
			.doesNotContain("EUSAGE", "EINTEGRITY");
		assumeTrue(npm.exitCode() == 0, () -> "The packages could not be installed: " + npm.output());
		Files.copy(lock, INSTALLED, StandardCopyOption.REPLACE_EXISTING);
	}

	private static Result install(String... command) throws InterruptedException {
		try {
			return run(INSTALLATION, command);
		}
		catch (IOException ex) {
			return new Result(-1, "npm is not at hand: " + ex.getMessage());
		}
	}

	private static void assumeNode() throws InterruptedException {
		String version = "";
		try {
			version = run(SCRIPT, "node", "--version").output().strip();
		}
		catch (IOException ex) {
			abort("node is not at hand: " + ex.getMessage());
		}
		String[] numbers = version.replaceFirst("^v", "").split("\\.", -1);
		int major = Integer.parseInt(numbers[0]);
		assumeTrue(major > OLDEST_NODE[0] || major == OLDEST_NODE[0] && Integer.parseInt(numbers[1]) >= OLDEST_NODE[1],
				"node is " + version + " (expected at least v20.19)");
	}

	/** The lines that a script printed; it must end well and in time. */
	static List<String> script(String name, String... arguments) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(List.of("node", name));
		command.addAll(List.of(arguments));
		Result result = run(SCRIPT, command.toArray(String[]::new));
		assertThat(result.exitCode()).as("exit code of %s, which printed%n%s", name, result.output()).isZero();
		return result.output().lines().toList();
	}

	private static Result run(Duration limit, String... command) throws IOException, InterruptedException {
		Path output = Files.createTempFile("node", ".txt");
		try {
			File folder = (Files.exists(FOLDER) ? FOLDER : Path.of(".")).toFile();
			Process process = new ProcessBuilder(command).directory(folder)
				.redirectErrorStream(true)
				.redirectOutput(output.toFile())
				.start();
			if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
				process.descendants().forEach(ProcessHandle::destroyForcibly);
				process.destroyForcibly().waitFor();
				return new Result(-1, "not done within " + limit + ": " + Files.readString(output));
			}
			return new Result(process.exitValue(), Files.readString(output));
		}
		finally {
			Files.deleteIfExists(output);
		}
	}

	private record Result(int exitCode, String output) {
	}

}
