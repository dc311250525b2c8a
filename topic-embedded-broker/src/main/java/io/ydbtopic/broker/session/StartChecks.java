package io.ydbtopic.broker.session;

import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.proto.topic.StreamReadMessage.StartPartitionSessionResponse;

/**
 * Where a client may begin to read a partition. Pure functions, for any thread.
 */
final class StartChecks {

	private StartChecks() {
	}

	/** The offset to read from; refuses answers that contradict the log. */
	static long readOffset(Reading reading, StartPartitionSessionResponse response) {
		long committed = reading.commits().prefixEnd();
		long from = response.hasReadOffset() ? response.getReadOffset() : committed;
		if (from < committed) {
			throw RejectedException.badRequest("read_offset is " + from + " for partition session " + reading.id()
					+ " (expected at least the committed offset, " + committed + ")");
		}
		if (!response.hasCommitOffset()) {
			return from;
		}
		if (reading.lease().consumer() == null) {
			throw RejectedException.badRequest("commit_offset is set for partition session " + reading.id()
					+ ", which reads without a consumer (leave it out)");
		}
		long commit = response.getCommitOffset();
		long end = reading.partition().endOffset();
		if (commit < committed || commit > end || commit > from) {
			throw RejectedException.badRequest("commit_offset is " + commit + " for partition session " + reading.id()
					+ " (expected at least the committed offset, " + committed + ", and at most the end, " + end
					+ ", and the read offset, " + from + ")");
		}
		return from;
	}

}
