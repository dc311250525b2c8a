package io.ydbtopic.benchmarks.clients;

/** A reader under test, which runs from its start to its close. */
public interface ReadLoad extends AutoCloseable {

	/** How much of its buffer is in use, by its size; NaN if it does not tell. */
	default double bufferUse() {
		return Double.NaN;
	}

	@Override
	void close();

	/** What a client commits. */
	enum Commit {

		/** Each batch as it came. */
		BATCH,

		/** Each message by itself. */
		MESSAGE

	}

}
