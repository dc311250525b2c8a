package io.ydbtopic.benchmarks.programs;

import io.ydbtopic.benchmarks.measure.Samples;

/** What the process of a client does. */
interface Program {

	/** Measures, and adds what it gave. */
	void run(Options options, Samples samples) throws Exception;

}
