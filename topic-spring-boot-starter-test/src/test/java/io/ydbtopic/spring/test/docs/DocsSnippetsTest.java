package io.ydbtopic.spring.test.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Java that the docs show is code that is compiled and run. The line before each block is
 * {@code <!-- snippet: ClassName#name -->}, and the block is what stands in that class
 * between {@code // tag::name[]} and {@code // end::name[]}. Run with the environment
 * variable DOCS_SNIPPETS=write, this test puts the code into the docs.
 */
class DocsSnippetsTest {

	private static final Path ROOT = Path.of("..");

	private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)[^)]*\\)");

	@Test
	void theDocsShowOnlyCodeThatIsCompiledAndRun() throws IOException {
		TaggedSources sources = TaggedSources.of(ROOT);
		boolean write = "write".equals(System.getenv("DOCS_SNIPPETS"));
		List<String> wrong = new ArrayList<>();
		int blocks = 0;
		for (Path file : docs(ROOT.resolve("docs"))) {
			DocumentSnippets document = new DocumentSnippets(file.getFileName().toString(), Files.readString(file),
					sources);
			wrong.addAll(document.wrong());
			blocks += document.blocks();
			if (write) {
				Files.writeString(file, document.corrected());
			}
		}
		assertThat(wrong).isEmpty();
		assertThat(blocks).as("blocks that were looked at").isGreaterThan(8);
	}

	@Test
	void everyLinkToAFileLeadsSomewhere() throws IOException {
		List<String> broken = new ArrayList<>();
		List<Path> files = new ArrayList<>(docs(ROOT.resolve("docs")));
		files.addAll(docs(ROOT));
		for (Path file : files) {
			Matcher link = LINK.matcher(Files.readString(file));
			while (link.find()) {
				if (!link.group(1).contains("://") && Files.notExists(file.resolveSibling(link.group(1)))) {
					broken.add(file.getFileName() + " to " + link.group(1));
				}
			}
		}
		assertThat(broken).isEmpty();
	}

	@Test
	void theIndexNamesEveryPage() throws IOException {
		String index = Files.readString(ROOT.resolve("docs/README.md"));
		assertThat(docs(ROOT.resolve("docs"))).extracting((page) -> page.getFileName().toString())
			.filteredOn((name) -> !name.equals("README.md"))
			.allSatisfy((name) -> assertThat(index).contains("(" + name + ")"));
	}

	@Test
	void aBlockWithoutAMarkAnotherTextAndAMissingPlaceAreWrong(@TempDir Path root) throws IOException {
		Path tests = Files.createDirectories(root.resolve("module/src/test/java"));
		Files.writeString(tests.resolve("ShownTest.java"), """
				class ShownTest {
					@Test
					void shown() {
						// tag::one[]
						call();
						if (other()) {
							more();
						}
						// end::one[]
					}
				}
				""");
		Files.writeString(tests.resolve("NeverRun.java"), """
				// tag::one[]
				class NeverRun {
				}
				// end::one[]
				""");
		TaggedSources sources = TaggedSources.of(root);
		String right = """
				<!-- snippet: ShownTest#one -->
				```java
				call();
				if (other()) {
					more();
				}
				```
				""";
		DocumentSnippets good = new DocumentSnippets("good.md", right, sources);
		assertThat(good.wrong()).isEmpty();
		assertThat(good.corrected()).isEqualTo(right);
		DocumentSnippets changed = new DocumentSnippets("changed.md", right.replace("more", "less"), sources);
		assertThat(changed.wrong()).singleElement().asString().contains("changed.md:2", "ShownTest#one", "less();");
		assertThat(changed.corrected()).isEqualTo(right);
		assertThat(wrongOf("```java\ncall();\n```\n", sources)).contains("doc.md:1", "no mark");
		assertThat(wrongOf("<!-- snippet: Nobody#one -->\n```java\n```\n", sources)).contains("no class Nobody");
		assertThat(wrongOf("<!-- snippet: ShownTest#two -->\n```java\n```\n", sources)).contains("tag::two[]");
		assertThat(wrongOf("<!-- snippet: NeverRun#one -->\n```java\n```\n", sources)).contains("no test runs");
		assertThat(wrongOf("<!-- snippet: ShownTest#one -->\ntext\n", sources)).contains("no java block");
		assertThat(wrongOf("```java\ncall();\n", sources)).contains("never ends");
	}

	private static String wrongOf(String text, TaggedSources sources) {
		return String.join("\n", new DocumentSnippets("doc.md", text, sources).wrong());
	}

	private static List<Path> docs(Path directory) throws IOException {
		try (Stream<Path> files = Files.list(directory)) {
			return files.filter((file) -> file.toString().endsWith(".md")).sorted().toList();
		}
	}

}
