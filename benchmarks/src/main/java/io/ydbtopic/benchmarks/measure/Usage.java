package io.ydbtopic.benchmarks.measure;

import java.lang.management.ManagementFactory;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;

/**
 * What this process has used since it began.
 *
 * @param nanos time on the clock
 * @param cpuNanos time of the processor, all threads but those that compile
 * @param allocated bytes that the threads alive have allocated
 */
public record Usage(long nanos, long cpuNanos, long allocated) {

	private static final OperatingSystemMXBean SYSTEM = (OperatingSystemMXBean) ManagementFactory
		.getOperatingSystemMXBean();

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	/** As of now. */
	public static Usage now() {
		long allocated = 0;
		for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
			allocated += Math.max(0, bytes);
		}
		return new Usage(System.nanoTime(), SYSTEM.getProcessCpuTime() - CompilerThreads.cpuNanos(), allocated);
	}

	/** What was used since an earlier moment. */
	public Usage since(Usage earlier) {
		return new Usage(this.nanos - earlier.nanos, this.cpuNanos - earlier.cpuNanos,
				this.allocated - earlier.allocated);
	}

}
