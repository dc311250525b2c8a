package io.ydbtopic.spring.test.docs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds {@code docs/features.md} against the list of features and against the tests that
 * it names.
 */
class SpringFeaturesTest {

	private static final Path ROOT = Path.of("..");

	private static final Pattern HEADING = Pattern.compile("## ([0-9.]+) .+");

	private static final Pattern TEST = Pattern.compile("`(\\w+Tests?)\\.(\\w+)`");

	private static final Pattern LEFT_OUT = Pattern.compile("not done: .{40,}");

	private static final Pattern TEST_ANNOTATION = Pattern.compile("@(?:Parameterized|Repeated)?Test\\b");

	private record Row(String feature, String how, String shownBy) {

		List<MatchResult> tests() {
			return TEST.matcher(this.shownBy).results().toList();
		}

		boolean leftOut() {
			return LEFT_OUT.matcher(this.shownBy).matches() && this.how.equals("–");
		}

	}

	@Test
	void everyFeatureHasItsRowAndNoOtherHas() throws IOException {
		assertThat(rows()).extracting(Row::feature).containsExactlyElementsOf(features());
		assertThat(features()).hasSizeGreaterThan(110).doesNotHaveDuplicates();
	}

	@Test
	void everyRowNamesWhatToUseAndATestOrWhatToDoInstead() throws IOException {
		assertThat(rows()).allSatisfy((row) -> {
			assertThat(row.how()).isNotBlank();
			assertThat(!row.tests().isEmpty() || row.leftOut())
				.as("%s is shown by a test, `Class.method`, or says 'not done: ' and what to do instead", row)
				.isTrue();
		});
	}

	@Test
	void onlyWhatWasDecidedSoIsLeftOut() throws IOException {
		assertThat(rows()).filteredOn(Row::leftOut).extracting(Row::feature).containsExactly("1.2 request and reply");
	}

	@Test
	void everyNamedTestExists() throws IOException {
		Map<String, String> sources = testSources();
		assertThat(rows()).allSatisfy((row) -> assertThat(row.tests())
			.allSatisfy((test) -> assertThat(isTest(sources.get(test.group(1)), test.group(2)))
				.as("there is a test %s", test.group())
				.isTrue()));
	}

	@Test
	void whatIsNoTestIsNoticed() throws IOException {
		Map<String, String> sources = testSources();
		assertThat(isTest(sources.get("NoSuchTest"), "any")).isFalse();
		assertThat(isTest(sources.get("SpringFeaturesTest"), "noSuchMethod")).isFalse();
		assertThat(isTest(sources.get("ListenersDocTest"), "bill")).as("a method, but no test").isFalse();
		assertThat(isTest(sources.get("SpringFeaturesTest"), "whatIsNoTestIsNoticed")).isTrue();
	}

	/** A method whose annotations, which no blank line interrupts, make it a test. */
	private static boolean isTest(String source, String method) {
		if (source == null) {
			return false;
		}
		Matcher declared = Pattern.compile("\\bvoid " + method + "\\(").matcher(source);
		return declared.find() && TEST_ANNOTATION
			.matcher(source.substring(source.lastIndexOf("\n\n", declared.start()), declared.end()))
			.find();
	}

	private static List<String> features() throws IOException {
		try (InputStream list = SpringFeaturesTest.class.getResourceAsStream("/spring-features.txt")) {
			assertThat(list).as("the list of features").isNotNull();
			return new String(list.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
		}
	}

	/** Rows of all tables; a feature is its section and its name. */
	private static List<Row> rows() throws IOException {
		List<Row> rows = new ArrayList<>();
		String section = "";
		boolean header = false;
		for (String line : Files.readAllLines(ROOT.resolve("docs/features.md"))) {
			Matcher heading = HEADING.matcher(line);
			if (heading.matches()) {
				section = heading.group(1);
			}
			boolean row = line.startsWith("|");
			if (row && header && !line.startsWith("| ---")) {
				List<String> cells = Stream.of(line.substring(1, line.lastIndexOf('|')).split("\\|"))
					.map(String::strip)
					.toList();
				assertThat(cells).as(line).hasSize(3);
				rows.add(new Row(section + " " + cells.get(0), cells.get(1), cells.get(2)));
			}
			header = row;
		}
		return rows;
	}

	/** Sources of the tests of all modules by the simple name of their class. */
	private static Map<String, String> testSources() throws IOException {
		Map<String, String> sources = new HashMap<>();
		try (Stream<Path> modules = Files.list(ROOT)) {
			for (Path tests : modules.map((module) -> module.resolve("src/test/java"))
				.filter(Files::isDirectory)
				.toList()) {
				try (Stream<Path> files = Files.walk(tests)) {
					for (Path file : files.filter((path) -> path.toString().matches(".*Tests?\\.java")).toList()) {
						sources.merge(file.getFileName().toString().replace(".java", ""), Files.readString(file),
								String::concat);
					}
				}
			}
		}
		return sources;
	}

}
