package io.ydbtopic.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Reads the sources as text. Each rule names what to use instead. */
class SourceRulesTest {

	private static final Path ROOT = Path.of("..");

	/** The doors to the JVM: one for each part that has threads. */
	private static final List<String> RUNTIMES = List.of("client/internal/runtime/", "broker/runtime/",
			"ThreadedListenerRuntime.java",
			// A shutdown hook of the JVM must be a thread.
			"BrokerMain.java");

	@Test
	void clocksSleepsChanceAndThreadsComeFromTheRuntime() {
		Map<String, String> banned = new LinkedHashMap<>();
		banned.put("Thread\\.sleep|TimeUnit\\.\\w+\\.sleep", "a condition, or a task of the runtime's timer");
		banned.put("System\\.(nanoTime|currentTimeMillis)", "the runtime's clock");
		banned.put("(Instant|LocalDateTime|OffsetDateTime|ZonedDateTime)\\.now\\(", "the runtime's clock");
		banned.put("Clock\\.system", "the runtime's clock");
		banned.put("ThreadLocalRandom|new (Secure)?Random\\(|Math\\.random|UUID\\.randomUUID",
				"the runtime's source of chance");
		banned.put(
				"new Thread\\(|Thread\\.(start|of)Virtual|Executors\\.|new ThreadPoolExecutor|ForkJoinPool|new Timer\\(|runAsync\\(|supplyAsync\\(",
				"a loop or a queue of the runtime");
		List<String> found = new ArrayList<>();
		for (String module : List.of("topic-client-core", "topic-embedded-broker", "topic-spring-boot-autoconfigure",
				"topic-spring-boot-starter-test")) {
			found.addAll(find(ROOT.resolve(module).resolve("src/main/java"), banned));
		}
		found.removeIf((line) -> RUNTIMES.stream().anyMatch(line.replace('\\', '/')::contains));
		assertThat(found).isEmpty();
	}

	@Test
	void testsWaitForConditions() {
		Map<String, String> banned = Map.of("Thread\\.sleep|TimeUnit\\.\\w+\\.sleep",
				"Awaitility, a latch, or virtual time");
		List<String> found = new ArrayList<>();
		try (Stream<Path> modules = Files.list(ROOT)) {
			for (Path module : modules.filter((path) -> Files.exists(path.resolve("src/test/java"))).toList()) {
				found.addAll(find(module.resolve("src/test/java"), banned));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		found.removeIf((line) -> line.contains("SourceRulesTest.java"));
		assertThat(found).isEmpty();
	}

	@Test
	void nothingIsLeftUnfinished() {
		List<String> found = new ArrayList<>();
		for (String module : List.of("proto", "topic-client-core", "topic-embedded-broker",
				"topic-spring-boot-autoconfigure", "topic-spring-boot-starter-test", "sample-app")) {
			found.addAll(find(ROOT.resolve(module).resolve("src"),
					Map.of("TODO|FIXME|XXX", "an issue, or the work itself", "printStackTrace\\(\\)", "the logger")));
		}
		assertThat(found).isEmpty();
	}

	@Test
	void everyPackageIsNullMarked() {
		List<String> missing = new ArrayList<>();
		for (String module : List.of("topic-client-core", "topic-embedded-broker", "topic-spring-boot-autoconfigure",
				"topic-spring-boot-starter-test", "sample-app")) {
			for (Path file : javaFiles(ROOT.resolve(module).resolve("src/main/java"))) {
				Path info = file.resolveSibling("package-info.java");
				if (!Files.exists(info) || !read(info).contains("@NullMarked")) {
					missing.add(info.toString());
				}
			}
		}
		assertThat(missing).isEmpty();
	}

	private static List<String> find(Path folder, Map<String, String> banned) {
		List<String> found = new ArrayList<>();
		for (Path file : javaFiles(folder)) {
			String[] lines = read(file).split("\n", -1);
			for (int i = 0; i < lines.length; i++) {
				for (Map.Entry<String, String> rule : banned.entrySet()) {
					if (Pattern.compile(rule.getKey()).matcher(lines[i]).find()) {
						found.add(file + ":" + (i + 1) + " " + lines[i].strip() + " -> use " + rule.getValue());
					}
				}
			}
		}
		return found;
	}

	private static List<Path> javaFiles(Path folder) {
		try (Stream<Path> files = Files.walk(folder)) {
			List<Path> java = files.filter((path) -> path.toString().endsWith(".java")).toList();
			assertThat(java).as("sources in %s", folder).isNotEmpty();
			return java;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
