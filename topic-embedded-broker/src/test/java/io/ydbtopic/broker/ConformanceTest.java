package io.ydbtopic.broker;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds {@code docs/conformance.md} against the list of rules and against the tests that
 * it names.
 */
class ConformanceTest {

	private static final Path DOCUMENT = Path.of("docs", "conformance.md");

	private static final Pattern ROW = Pattern.compile("^\\| *([0-9A-Z][^| ]*) *\\| *(.+?) *\\| *(.+?) *\\|$");

	private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+)\\.([a-z]\\w+)`");

	private static final Pattern SECTION = Pattern.compile("[1-7]\\.\\d+");

	private static final Pattern LEFT_OUT = Pattern.compile("left out: .{20,}");

	private record Row(String rule, String says, String shownBy) {

		List<MatchResult> tests() {
			return TEST.matcher(this.shownBy).results().toList();
		}

		boolean leftOut() {
			return LEFT_OUT.matcher(this.shownBy).matches();
		}

	}

	private static List<Row> rows() throws IOException {
		List<Row> rows = new ArrayList<>();
		for (String line : Files.readAllLines(DOCUMENT)) {
			ROW.matcher(line)
				.results()
				.filter((cells) -> !"Rule".equals(cells.group(1)))
				.forEach((cells) -> rows.add(new Row(cells.group(1), cells.group(2), cells.group(3))));
		}
		return rows;
	}

	private static List<String> rules() throws IOException {
		try (InputStream list = ConformanceTest.class.getResourceAsStream("/protocol-rules.txt")) {
			assertThat(list).as("the list of rules").isNotNull();
			return new String(list.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
		}
	}

	/** Names of test methods by the simple name of their class. */
	private static Map<String, Set<String>> tests() throws IOException, URISyntaxException {
		Path root = Path.of(ConformanceTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		Map<String, Set<String>> tests = new HashMap<>();
		try (Stream<Path> files = Files.walk(root)) {
			files.map((file) -> root.relativize(file).toString())
				.filter((name) -> name.endsWith("Test.class"))
				.forEach((name) -> {
					Class<?> type = load(name.replace(".class", "").replaceAll("[/\\\\]", "."));
					assertThat(tests.put(type.getSimpleName(), methods(type))).as("two classes %s", type).isNull();
				});
		}
		return tests;
	}

	private static Class<?> load(String name) {
		try {
			return Class.forName(name, false, ConformanceTest.class.getClassLoader());
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Set<String> methods(Class<?> type) {
		Set<String> names = new HashSet<>();
		Arrays.stream(type.getDeclaredMethods())
			.filter((method) -> method.isAnnotationPresent(Test.class)
					|| method.isAnnotationPresent(ParameterizedTest.class))
			.forEach((method) -> names.add(method.getName()));
		return names;
	}

	@Test
	void everyRuleHasARowAndEveryRowARule() throws IOException {
		List<String> rules = rules();
		assertThat(rules).hasSizeGreaterThan(160).doesNotHaveDuplicates().contains("S9", "W30", "R37", "C30", "T29");
		Set<String> named = new HashSet<>();
		rows().stream().map(Row::rule).filter((rule) -> !SECTION.matcher(rule).matches()).forEach(named::add);
		assertThat(named).containsExactlyInAnyOrderElementsOf(rules);
	}

	@Test
	void everyRowHasATestOrAReason() throws IOException {
		assertThat(rows()).allSatisfy((row) -> {
			assertThat(row.says()).isNotBlank();
			assertThat(!row.tests().isEmpty() || row.leftOut())
				.as("%s is pinned by a test, `Class.method`, or says 'left out: why'", row)
				.isTrue();
		});
	}

	@Test
	void everyNamedTestExists() throws IOException, URISyntaxException {
		Map<String, Set<String>> tests = tests();
		assertThat(rows()).allSatisfy((row) -> assertThat(row.tests()).allSatisfy((test) -> {
			assertThat(tests).as("test classes of this module").containsKey(test.group(1));
			assertThat(tests.get(test.group(1))).contains(test.group(2));
		}));
	}

	@Test
	void noLineOfATableIsPassedOver() throws IOException {
		long lines = Files.readAllLines(DOCUMENT)
			.stream()
			.filter((line) -> line.startsWith("|") && !line.startsWith("| Rule ") && !line.startsWith("| --- "))
			.count();
		assertThat(rows()).hasSize((int) lines);
	}

}
