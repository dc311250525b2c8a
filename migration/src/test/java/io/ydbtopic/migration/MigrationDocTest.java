package io.ydbtopic.migration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The differences that the docs show are those of the two applications. Run with the
 * environment variable DOCS_SNIPPETS=write, this test puts them into the docs.
 */
class MigrationDocTest {

	private static final Path DOCUMENT = Path.of("../docs/migrate-from-spring-kafka.md");

	private static final Pattern BLOCK = Pattern.compile("<!-- diff: (\\S+) (\\S+) -->\\n```diff\\n(.*?)```\\n",
			Pattern.DOTALL);

	@Test
	void theDocsShowTheDifferencesThatThereAre() throws IOException {
		String text = Files.readString(DOCUMENT);
		Map<String, Path> files = files();
		StringBuilder right = new StringBuilder();
		Map<String, String> shown = new TreeMap<>();
		Matcher block = BLOCK.matcher(text);
		while (block.find()) {
			shown.put(block.group(1), block.group(2));
			block.appendReplacement(right, Matcher.quoteReplacement("<!-- diff: " + block.group(1) + " "
					+ block.group(2) + " -->\n```diff\n" + diff(files, block.group(1), block.group(2)) + "```\n"));
		}
		block.appendTail(right);
		if ("write".equals(System.getenv("DOCS_SNIPPETS"))) {
			Files.writeString(DOCUMENT, right);
		}
		assertThat(right.toString()).as("what the docs show; DOCS_SNIPPETS=write corrects it").isEqualTo(text);
		assertThat(shown).as("files that differ").isEqualTo(different(files));
	}

	/** Files of one application, with those of the other in their place, unless alike. */
	private static Map<String, String> different(Map<String, Path> files) throws IOException {
		Map<String, String> different = new TreeMap<>();
		for (String name : new TreeSet<>(files.keySet())) {
			String other = name.replace("Kafka", "Topic").replace("kafka", "topic");
			if (!other.equals(name) && !diff(files, name, other).isEmpty()) {
				different.put(name, other);
			}
		}
		return different;
	}

	private static String diff(Map<String, Path> files, String before, String after) throws IOException {
		List<String> old = lines(files, before);
		List<String> now = lines(files, after);
		List<String> unified = UnifiedDiffUtils.generateUnifiedDiff(before, after, old, DiffUtils.diff(old, now), 2);
		return unified.isEmpty() ? "" : String.join("\n", unified) + "\n";
	}

	/** Lines of a file, but for the name of the package that it is in. */
	private static List<String> lines(Map<String, Path> files, String name) throws IOException {
		assertThat(files).containsKey(name);
		return new ArrayList<>(Files.readAllLines(files.get(name))
			.stream()
			.filter((line) -> !line.startsWith("package "))
			.map((line) -> line.replace("\t", "    "))
			.toList());
	}

	/** Files of both applications by the name in the docs. */
	private static Map<String, Path> files() throws IOException {
		Map<String, Path> files = new TreeMap<>();
		try (Stream<Path> all = Files.walk(Path.of("src"))) {
			for (Path file : all.filter(Files::isRegularFile).toList()) {
				String parent = file.getParent().getFileName().toString();
				if (parent.equals("kafka") || parent.equals("topic")) {
					files.put(parent + "/" + file.getFileName(), file);
				}
				else if (parent.equals("resources")) {
					files.put(file.getFileName().toString(), file);
				}
			}
		}
		files.keySet().removeIf((name) -> name.endsWith("package-info.java"));
		return files;
	}

}
