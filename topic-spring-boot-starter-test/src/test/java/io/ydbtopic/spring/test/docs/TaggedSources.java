package io.ydbtopic.spring.test.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Regions of the sources of all modules, by class and name.
 */
final class TaggedSources {

	private final Map<String, List<Path>> classes;

	private TaggedSources(Map<String, List<Path>> classes) {
		this.classes = classes;
	}

	/** The sources of the modules in a directory. */
	static TaggedSources of(Path root) throws IOException {
		Map<String, List<Path>> classes = new TreeMap<>();
		try (Stream<Path> modules = Files.list(root)) {
			for (Path module : modules.filter((path) -> Files.isDirectory(path.resolve("src"))).toList()) {
				try (Stream<Path> files = Files.walk(module.resolve("src"))) {
					files.filter((file) -> file.toString().endsWith(".java"))
						.forEach((file) -> classes
							.computeIfAbsent(file.getFileName().toString().replace(".java", ""),
									(name) -> new ArrayList<>())
							.add(file));
				}
			}
		}
		return new TaggedSources(classes);
	}

	/**
	 * The lines of a region, moved to the left.
	 * @throws IllegalArgumentException if there is none, or no test runs it
	 */
	List<String> region(String className, String name) {
		List<Path> files = this.classes.getOrDefault(className, List.of());
		if (files.size() != 1) {
			throw new IllegalArgumentException(files.isEmpty() ? "there is no class " + className
					: "there are several classes " + className + ": " + files);
		}
		Path file = files.get(0);
		if (!isRun(file, className)) {
			throw new IllegalArgumentException("no test runs " + file + " (expected: a test in it or beside it)");
		}
		List<String> lines = List.of(read(file).split("\n"));
		int start = indexOf(lines, "// tag::" + name + "[]");
		int end = indexOf(lines, "// end::" + name + "[]");
		if (start < 0 || end < start) {
			throw new IllegalArgumentException(
					"there is no region // tag::" + name + "[] to // end::" + name + "[] in " + file);
		}
		return outdented(lines.subList(start + 1, end));
	}

	private static boolean isRun(Path file, String className) {
		if (read(file).contains("@Test")) {
			return true;
		}
		try (Stream<Path> beside = Files.list(file.resolveSibling("."))) {
			return beside.filter((other) -> other.toString().endsWith(".java") && !other.endsWith(file.getFileName()))
				.map(TaggedSources::read)
				.anyMatch((text) -> text.contains("@Test") && text.contains(className));
		}
		catch (IOException ex) {
			throw new IllegalStateException("can't list what is beside " + file, ex);
		}
	}

	private static int indexOf(List<String> lines, String mark) {
		return lines.stream().map(String::strip).toList().indexOf(mark);
	}

	private static List<String> outdented(List<String> region) {
		List<String> lines = region.stream().filter((line) -> !isMark(line)).toList();
		int indent = lines.stream().filter((line) -> !line.isBlank()).mapToInt(TaggedSources::tabs).min().orElse(0);
		return lines.stream().map((line) -> line.isBlank() ? "" : line.substring(indent)).toList();
	}

	private static boolean isMark(String line) {
		String text = line.strip();
		return text.startsWith("// tag::") || text.startsWith("// end::");
	}

	private static int tabs(String line) {
		int count = 0;
		while (count < line.length() && line.charAt(count) == '\t') {
			count++;
		}
		return count;
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new IllegalStateException("can't read " + file, ex);
		}
	}

}
