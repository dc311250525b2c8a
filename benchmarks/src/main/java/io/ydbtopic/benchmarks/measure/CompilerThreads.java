package io.ydbtopic.benchmarks.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The threads of this JVM that compile. What they take is over some time after the start,
 * and no cost of a message; how much of it falls into a round is chance. Needs
 * {@code -XX:-UseDynamicNumberOfCompilerThreads}: the time of a thread that has ended is
 * not known any more.
 */
public final class CompilerThreads {

	private static final Path TASKS = Path.of("/proc/self/task");

	private CompilerThreads() {
	}

	/** Nanoseconds that they were on a processor; 0 where the system does not tell. */
	public static long cpuNanos() {
		if (!Files.isDirectory(TASKS)) {
			return 0;
		}
		long sum = 0;
		try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
			for (Path task : tasks) {
				sum += isCompiler(task) ? onProcessor(task) : 0;
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return sum;
	}

	private static boolean isCompiler(Path task) throws IOException {
		String name = read(task.resolve("comm"));
		return name.startsWith("C1 Compiler") || name.startsWith("C2 Compiler");
	}

	private static long onProcessor(Path task) throws IOException {
		String[] fields = read(task.resolve("schedstat")).split(" ", 2);
		return fields[0].isEmpty() ? 0 : Long.parseLong(fields[0]);
	}

	/** Nothing of a thread that has ended meanwhile. */
	private static String read(Path file) throws IOException {
		try {
			return Files.readString(file).strip();
		}
		catch (NoSuchFileException ended) {
			return "";
		}
		catch (IOException ex) {
			if (Files.exists(file)) {
				throw ex;
			}
			return "";
		}
	}

}
