package io.ydbtopic.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/**
 * One client in one case.
 *
 * @param scenario the case, as the report names it
 * @param client as the report names it
 * @param program that its process runs
 * @param heap of the process
 * @param options of the program
 */
record Cell(String scenario, String client, String program, String heap, List<String> options) {

	static Cell of(String scenario, String client, String program, String... options) {
		List<String> all = new ArrayList<>(List.of(options));
		all.add("client=" + client);
		return new Cell(scenario, client, program, "1g", all);
	}

	Cell withHeap(String size) {
		return new Cell(this.scenario, this.client, this.program, size, this.options);
	}

	/** Under another name, for a client in a role of its own. */
	Cell as(String name) {
		return new Cell(this.scenario, name, this.program, this.heap, this.options);
	}

	boolean needsKafka() {
		return this.client.startsWith("kafka");
	}

}
