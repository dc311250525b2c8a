package io.ydbtopic.benchmarks.measure;

import java.util.Locale;

/** What is measured, each in one unit. */
public enum Metric {

	/** Messages a second. */
	RATE("messages/s", "%,.0f"),

	/** Microseconds of the processor, of all threads of the client's process. */
	CPU("CPU a message, µs", "%,.3f"),

	/** Bytes that threads have allocated. */
	ALLOCATED("allocated a message, B", "%,.0f"),

	/** The most memory that the process had from the system, in MiB. */
	RESIDENT("resident at most, MiB", "%,.0f"),

	/** Half of the latencies, in microseconds. */
	P50("p50, µs", "%,.0f"),

	/** 99 of 100 latencies, in microseconds. */
	P99("p99, µs", "%,.0f"),

	/** 999 of 1,000 latencies, in microseconds. */
	P999("p99.9, µs", "%,.0f"),

	/** From a cut to what comes next, in milliseconds. */
	GAP("after the cut, ms", "%,.1f"),

	/** What stays in the heap after a collection, in KiB for each object asked for. */
	LIVE_HEAP("heap each, KiB", "%,.3f"),

	/** What the system gives the process more, in KiB for each object asked for. */
	GROWN("resident each, KiB", "%,.3f"),

	/** Milliseconds of the processor in a second without work, threads of Java only. */
	IDLE_CPU("CPU when idle, ms/s", "%,.2f"),

	/** Compressed size by size as it came. */
	RATIO("compressed to", "%.3f"),

	/** Bytes that a buffer held at most, by the size that it may have. */
	BUFFER("buffer at most", "%.2f");

	private final String title;

	private final String format;

	Metric(String title, String format) {
		this.title = title;
		this.format = format;
	}

	/** For the head of a column. */
	public String title() {
		return this.title;
	}

	/** For a cell. */
	public String text(double value) {
		return String.format(Locale.ROOT, this.format, value);
	}

}
