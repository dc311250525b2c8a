package io.ydbtopic.benchmarks.programs;

import java.util.Map;

import io.ydbtopic.benchmarks.measure.Memory;
import io.ydbtopic.benchmarks.measure.Metric;
import io.ydbtopic.benchmarks.measure.Samples;

/** The programs by name. */
public final class Programs {

	private static final Map<String, Program> BY_NAME = Map.of("write", new Writing(), "read", new Reading(),
			"ack-latency", new AckLatency(), "handling-latency", new HandlingLatency(), "cut", new Cut(),
			"idle-writers", new IdleWriters(), "in-flight", new InFlight(), "compress", new Compressing());

	private Programs() {
	}

	/** Runs one. */
	public static Samples run(String name, Options options) throws Exception {
		Program program = BY_NAME.get(name);
		if (program == null) {
			throw new IllegalArgumentException("program: " + name + " (expected: one of " + BY_NAME.keySet() + ")");
		}
		Samples samples = new Samples();
		program.run(options, samples);
		samples.add(Metric.RESIDENT, Memory.residentMost() / 1024);
		return samples;
	}

}
