package io.ydbtopic.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Keeps docs/features.md and the tests together: no feature is claimed without one. */
class FeaturesTest {

	private static final Path FEATURES = Path.of("docs/features.md");

	private static final Pattern REFERENCE = Pattern.compile("`(\\w+Test)(?:\\.(\\w+))?`");

	private final Map<String, String> sources = sources();

	@Test
	void eachFeatureNamesATestThatExists() throws IOException {
		List<String> wrong = new ArrayList<>();
		for (List<String> row : rows()) {
			Matcher references = REFERENCE.matcher(row.get(2));
			int found = 0;
			while (references.find()) {
				found++;
				missing(references.group(1), references.group(2))
					.ifPresent((what) -> wrong.add(row.get(0) + ": " + what));
			}
			if (found == 0) {
				wrong.add(row.get(0) + ": no test is named");
			}
			if (row.get(1).isBlank()) {
				wrong.add(row.get(0) + ": no API is named");
			}
		}
		assertThat(wrong).isEmpty();
	}

	@Test
	void theListIsThere() throws IOException {
		assertThat(rows()).hasSizeGreaterThan(90);
	}

	@Test
	void aMissingTestWouldBeNoticed() {
		assertThat(missing("NoSuchTest", null)).isPresent();
		assertThat(missing("FeaturesTest", "noSuchMethod")).isPresent();
		assertThat(missing("FeaturesTest", "theListIsThere")).isEmpty();
	}

	private Optional<String> missing(String type, String method) {
		String source = this.sources.get(type);
		if (source == null) {
			return Optional.of("there is no " + type);
		}
		if (method != null && !Pattern.compile("\\bvoid " + method + "\\(").matcher(source).find()) {
			return Optional.of(type + " has no " + method);
		}
		return Optional.empty();
	}

	/** Rows of all tables: feature, API, tests. */
	private static List<List<String>> rows() throws IOException {
		List<List<String>> rows = new ArrayList<>();
		for (String line : Files.readAllLines(FEATURES)) {
			if (line.startsWith("| ") && !line.startsWith("| feature ") && !line.startsWith("| ---")) {
				List<String> cells = Stream.of(line.substring(1, line.lastIndexOf('|')).split("\\|"))
					.map(String::strip)
					.collect(Collectors.toList());
				assertThat(cells).as(line).hasSize(3);
				rows.add(cells);
			}
		}
		return rows;
	}

	/** Sources of the tests of this module and of those that test it from outside. */
	private static Map<String, String> sources() {
		Map<String, String> sources = new HashMap<>();
		for (String module : List.of("topic-client-core", "topic-cli", "topic-spring-boot-autoconfigure")) {
			try (Stream<Path> files = Files.walk(Path.of("..", module, "src/test/java"))) {
				for (Path file : files.filter((path) -> path.toString().endsWith("Test.java")).toList()) {
					sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
				}
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}
		return sources;
	}

}
