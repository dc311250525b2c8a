package io.ydbtopic.benchmarks.clients;

/** A reader under test, which runs from its start to its close. */
public interface ReadLoad extends AutoCloseable {

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
