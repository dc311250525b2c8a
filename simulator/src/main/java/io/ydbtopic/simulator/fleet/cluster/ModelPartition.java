package io.ydbtopic.simulator.fleet.cluster;

import io.ydbtopic.broker.consumer.CommitRanges;
import org.jspecify.annotations.Nullable;

/**
 * A partition: how far it is written and committed, and who reads it. Its messages have
 * no content but their place. Not thread-safe.
 */
final class ModelPartition {

	private final int id;

	/** The offset that the next message gets. */
	private long end;

	private long committed;

	/** Null while nobody has it. */
	private @Nullable Reading reading;

	ModelPartition(int id) {
		this.id = id;
	}

	int id() {
		return this.id;
	}

	long end() {
		return this.end;
	}

	long committed() {
		return this.committed;
	}

	boolean isRead() {
		return this.committed == this.end;
	}

	@Nullable Reading reading() {
		return this.reading;
	}

	/** Adds a message and sends it to whoever reads. */
	long append() {
		long offset = this.end++;
		Reading told = this.reading;
		if (told != null) {
			told.stream.pump(told);
		}
		return offset;
	}

	/** Gives it to a reader. */
	Reading giveTo(ReadStream stream, long sessionId) {
		Reading given = new Reading(this, stream, sessionId);
		this.reading = given;
		return given;
	}

	void takeBack() {
		this.reading = null;
	}

	/** One partition session. */
	static final class Reading {

		private final ModelPartition partition;

		private final ReadStream stream;

		private final long id;

		private final CommitRanges commits;

		/** The next offset to send; -1 until the client has confirmed the start. */
		private long position = -1;

		private boolean stopping;

		private Reading(ModelPartition partition, ReadStream stream, long id) {
			this.partition = partition;
			this.stream = stream;
			this.id = id;
			this.commits = new CommitRanges(partition.committed);
		}

		ModelPartition partition() {
			return this.partition;
		}

		ReadStream stream() {
			return this.stream;
		}

		long id() {
			return this.id;
		}

		CommitRanges commits() {
			return this.commits;
		}

		/** Stores what is committed without a gap. */
		void commit() {
			this.partition.committed = Math.max(this.partition.committed,
					Math.min(this.commits.prefixEnd(), this.partition.end));
		}

		boolean isConfirmed() {
			return this.position >= 0;
		}

		void confirm(long from) {
			this.position = Math.max(from, this.partition.committed);
		}

		boolean isStopping() {
			return this.stopping;
		}

		void stop() {
			this.stopping = true;
		}

		/** How many messages may be sent. */
		int unsent() {
			return (this.stopping || !isConfirmed()) ? 0 : (int) Math.max(0, this.partition.end - this.position);
		}

		/** Counts a message as sent. */
		long next() {
			return this.position++;
		}

	}

}
