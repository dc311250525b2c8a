package io.ydbtopic.broker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The memory of another JVM right after a full collection.
 *
 * @param heapMib what lives on its heap
 * @param rssMib what the process holds; -1 where the system doesn't tell
 */
record MemorySample(long heapMib, long rssMib) {

	/** Noise between two samples of a broker under the same load. */
	private static final long NOISE_MIB = 48;

	/** Beside the heap: direct buffers, code, metaspace, stacks. */
	private static final long BESIDE_HEAP_MIB = 512;

	private static final Pattern USED = Pattern.compile("heap\\s+total \\d+K, used (\\d+)K");

	private static final Pattern RSS = Pattern.compile("VmRSS:\\s+(\\d+) kB");

	static MemorySample take(long pid) throws IOException, InterruptedException {
		command(pid, "GC.run");
		String heap = command(pid, "GC.heap_info");
		Matcher used = USED.matcher(heap);
		if (!used.find()) {
			throw new IOException("jcmd said '" + heap + "' (expected the use of the heap)");
		}
		return new MemorySample(Long.parseLong(used.group(1)) >> 10, rss(pid));
	}

	private static String command(long pid, String command) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
				"" + pid, command)
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		if (process.waitFor() != 0) {
			throw new IOException("jcmd " + pid + " " + command + " failed: " + output);
		}
		return output;
	}

	private static long rss(long pid) throws IOException {
		Path status = Path.of("/proc/" + pid + "/status");
		if (!Files.exists(status)) {
			return -1;
		}
		Matcher rss = RSS.matcher(Files.readString(status));
		return rss.find() ? Long.parseLong(rss.group(1)) >> 10 : -1;
	}

	/**
	 * Level: the last third of the samples needs no more than the third in the middle.
	 */
	static List<String> violations(List<MemorySample> samples, int heapMib) {
		List<String> violations = new ArrayList<>();
		int third = samples.size() / 3;
		long middle = samples.subList(third, 2 * third).stream().mapToLong(MemorySample::heapMib).max().orElse(0);
		long last = samples.subList(2 * third, samples.size())
			.stream()
			.mapToLong(MemorySample::heapMib)
			.max()
			.orElse(0);
		if (third > 0 && last > middle + NOISE_MIB) {
			violations.add("the heap after a collection grew from " + middle + " MiB to " + last
					+ " MiB (expected at most " + NOISE_MIB + " MiB more)");
		}
		long rss = samples.stream().mapToLong(MemorySample::rssMib).max().orElse(-1);
		if (rss > heapMib + BESIDE_HEAP_MIB) {
			violations
				.add("the process took " + rss + " MiB (expected at most " + (heapMib + BESIDE_HEAP_MIB) + " MiB)");
		}
		return violations;
	}

}
