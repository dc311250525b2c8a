package io.ydbtopic.benchmarks.clients;

import java.util.concurrent.atomic.LongAdder;

/** A reader under test, which runs from its start to its close. */
public interface ReadLoad extends AutoCloseable {

	/** What a client commits. */
	enum Commit {

		/** Each batch as it came. */
		BATCH,

		/** Each message by itself. */
		MESSAGE

	}

	/** Messages and bytes handled so far. */
	Handled handled();

	@Override
	void close();

	/** Counts what was handled. */
	final class Handled {

		private final LongAdder messages = new LongAdder();

		private final LongAdder bytes = new LongAdder();

		void add(long count, long size) {
			this.messages.add(count);
			this.bytes.add(size);
		}

		/** Messages so far. */
		public long messages() {
			return this.messages.sum();
		}

		/** Bytes so far. */
		public long bytes() {
			return this.bytes.sum();
		}

	}

}
