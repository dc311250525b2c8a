package io.ydbtopic.spring.test.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The java blocks of one document, compared with the code that they are marked as.
 */
final class DocumentSnippets {

	private static final Pattern MARK = Pattern.compile("<!-- snippet: (\\w+)#([\\w-]+) -->");

	private final String name;

	private final TaggedSources sources;

	private final List<String> wrong = new ArrayList<>();

	private final List<String> corrected = new ArrayList<>();

	private int blocks;

	DocumentSnippets(String name, String text, TaggedSources sources) {
		this.name = name;
		this.sources = sources;
		read(text.split("\n", -1));
	}

	private void read(String[] lines) {
		Matcher mark = null;
		for (int i = 0; i < lines.length; i++) {
			this.corrected.add(lines[i]);
			if (lines[i].startsWith("```java")) {
				int end = endOf(lines, i);
				if (end < 0) {
					this.wrong.add(place(i) + ": the block never ends");
					return;
				}
				this.blocks++;
				List<String> shown = List.of(lines).subList(i + 1, end);
				this.corrected.addAll(check(place(i), mark, shown));
				this.corrected.add(lines[end]);
				i = end;
				mark = null;
				continue;
			}
			if (mark != null) {
				this.wrong.add(place(i) + ": no java block follows the mark " + mark.group());
			}
			Matcher found = MARK.matcher(lines[i].strip());
			mark = found.matches() ? found : null;
		}
	}

	private List<String> check(String place, @Nullable Matcher mark, List<String> shown) {
		if (mark == null) {
			this.wrong.add(place + ": a java block with no mark (expected in the line before it:"
					+ " <!-- snippet: ClassName#name -->, the name of a region of a compiled test)");
			return shown;
		}
		List<String> code;
		try {
			code = this.sources.region(mark.group(1), mark.group(2));
		}
		catch (IllegalArgumentException ex) {
			this.wrong.add(place + ": " + ex.getMessage());
			return shown;
		}
		if (!code.equals(shown)) {
			this.wrong.add(place + ": differs from " + mark.group(1) + "#" + mark.group(2) + "\nshown:\n"
					+ String.join("\n", shown) + "\ncode (DOCS_SNIPPETS=write puts it there):\n"
					+ String.join("\n", code));
		}
		return code;
	}

	private static int endOf(String[] lines, int start) {
		for (int i = start + 1; i < lines.length; i++) {
			if (lines[i].equals("```")) {
				return i;
			}
		}
		return -1;
	}

	private String place(int line) {
		return this.name + ":" + (line + 1);
	}

	/** What is wrong, each with its place. */
	List<String> wrong() {
		return this.wrong;
	}

	/** The document with the code in it. */
	String corrected() {
		return String.join("\n", this.corrected);
	}

	int blocks() {
		return this.blocks;
	}

}
