package io.ydbtopic.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The memory of this process. */
public final class Memory {

	private static final Path STATUS = Path.of("/proc/self/status");

	private Memory() {
	}

	/** KiB that the system gives the process now; NaN where it does not tell. */
	public static double resident() {
		return status("VmRSS:");
	}

	/** KiB that the system has given the process at most; NaN where it does not tell. */
	public static double residentMost() {
		return status("VmHWM:");
	}

	/** KiB of the heap that are reachable: the least of a few collections. */
	public static double liveHeap() throws InterruptedException {
		double least = Double.MAX_VALUE;
		for (int i = 0; i < 4; i++) {
			collect();
			least = Math.min(least, (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) / 1024.0);
			// References and what they free are seen to by threads of their own.
			TimeUnit.MILLISECONDS.sleep(100);
		}
		return least;
	}

	@SuppressWarnings("SystemGc") // What is asked for: a figure that garbage is no part
									// of.
	private static void collect() {
		System.gc();
	}

	private static double status(String name) {
		try {
			for (String line : Files.readAllLines(STATUS)) {
				if (line.startsWith(name)) {
					return Double.parseDouble(line.replaceAll("[^0-9]", ""));
				}
			}
			return Double.NaN;
		}
		catch (IOException ex) {
			return Double.NaN;
		}
	}

}
