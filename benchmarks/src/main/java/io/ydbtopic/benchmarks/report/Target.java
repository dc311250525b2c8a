package io.ydbtopic.benchmarks.report;

import java.util.Locale;

/**
 * A ratio that shall hold between two clients in one case.
 *
 * @param name of the target
 * @param workload the case
 * @param ours the client that is judged
 * @param peer the client that it is compared with
 * @param figure 0 for messages a second, 1 for processor time, 2 for allocation
 * @param bound the ratio ours to peer: a least one for messages a second, else a greatest
 */
record Target(String name, Workload workload, String ours, String peer, int figure, double bound) {

	private static final String[] FIGURES = { "messages/s", "CPU", "allocation" };

	boolean isMet(double ratio) {
		return (this.figure == 0) ? ratio >= this.bound : ratio <= this.bound;
	}

	String row(double ratio) {
		return String.format(Locale.ROOT, "| %s | %s | %s : %s | %s | %s %.3g | %.3g | %s |%n", this.name,
				this.workload.title(), this.ours, this.peer, FIGURES[this.figure], (this.figure == 0) ? ">=" : "<=",
				this.bound, ratio, isMet(ratio) ? "met" : "**not met**");
	}

}
