package io.ydbtopic.benchmarks;

import java.util.List;

import io.ydbtopic.benchmarks.measure.Samples;
import io.ydbtopic.benchmarks.programs.Options;
import io.ydbtopic.benchmarks.programs.Programs;

/**
 * One client in one case, in a process of its own. It prints a line for each figure:
 * {@link #MARK}, the metric, and the median, the least and the most of the rounds.
 */
public final class ClientProcess {

	/** Begins a line with a figure. */
	public static final String MARK = "figure";

	private ClientProcess() {
	}

	/**
	 * Measures.
	 * @param arguments the program, then its options as {@code key=value}
	 * @throws Exception if the client fails
	 */
	public static void main(String[] arguments) throws Exception {
		List<String> given = List.of(arguments);
		try {
			Samples samples = Programs.run(given.get(0), Options.of(given.subList(1, given.size())));
			samples.figures().forEach((metric, figure) -> System.out.println(MARK + "\t" + metric + "\t" + figure));
		}
		catch (Exception | Error ex) {
			ex.printStackTrace();
			// Without this the threads of a client would keep the process alive.
			Runtime.getRuntime().halt(1);
		}
		// Libraries leave threads behind that would keep the process alive.
		Runtime.getRuntime().halt(0);
	}

}
