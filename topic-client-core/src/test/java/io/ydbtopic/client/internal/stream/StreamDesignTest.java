package io.ydbtopic.client.internal.stream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Keeps DESIGN.md and the code together. */
class StreamDesignTest {

	private static final Pattern ROW = Pattern.compile("^\\| ([^|]+) \\| ([^|]+) \\|(?: ([^|]+) \\|)?$");

	private final List<String> design = readDesign();

	@Test
	void theStateTableIsTheCode() {
		Map<ReconnectorState, Set<ReconnectorState>> written = new LinkedHashMap<>();
		for (String line : this.design) {
			Matcher row = ROW.matcher(line);
			if (row.matches() && Arrays.stream(ReconnectorState.values())
				.anyMatch((state) -> state.name().equals(row.group(1)))) {
				Set<ReconnectorState> next = EnumSet.noneOf(ReconnectorState.class);
				if (!row.group(2).equals("-")) {
					for (String name : row.group(2).split(", ")) {
						next.add(ReconnectorState.valueOf(name));
					}
				}
				written.put(ReconnectorState.valueOf(row.group(1)), next);
			}
		}
		assertThat(written).isEqualTo(Arrays.stream(ReconnectorState.values())
			.collect(Collectors.toMap((state) -> state, ReconnectorState::next, (a, b) -> a, LinkedHashMap::new)));
	}

	@Test
	void everyKnownFailureHasATestThatExists() throws IOException {
		Set<String> tests;
		try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
			tests = files.map((path) -> path.getFileName().toString())
				.filter((name) -> name.endsWith("Test.java"))
				.map((name) -> name.replace(".java", ""))
				.collect(Collectors.toSet());
		}
		Set<String> rows = new TreeSet<>();
		for (String line : this.design) {
			Matcher row = ROW.matcher(line);
			if (row.matches() && row.group(3) != null && row.group(1).matches("[IDPJ]-?[0-9A-H]+")) {
				assertThat(tests).as("the test of row %s", row.group(1)).contains(row.group(3));
				rows.add(row.group(1));
			}
		}
		Set<String> wanted = new TreeSet<>();
		IntStream.rangeClosed(1, 14).forEach((i) -> wanted.add("I" + i));
		IntStream.rangeClosed(1, 11).forEach((i) -> wanted.add("D" + i));
		"ABCDEFGH".chars().forEach((letter) -> wanted.add("P-" + (char) letter));
		IntStream.rangeClosed(1, 7).forEach((i) -> wanted.add("J-" + i));
		assertThat(rows).containsAll(wanted);
	}

	private static List<String> readDesign() {
		try {
			return Files.readAllLines(Path.of("DESIGN.md"));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
