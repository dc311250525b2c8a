package io.ydbtopic.broker.session;

import io.ydbtopic.broker.log.StoredRecord;
import io.ydbtopic.proto.topic.OffsetsRange;
import io.ydbtopic.proto.topic.StreamReadMessage;
import io.ydbtopic.proto.topic.StreamReadMessage.CommitOffsetResponse;
import io.ydbtopic.proto.topic.StreamReadMessage.EndPartitionSession;
import io.ydbtopic.proto.topic.StreamReadMessage.FromServer;
import io.ydbtopic.proto.topic.StreamReadMessage.PartitionSessionStatusResponse;
import io.ydbtopic.proto.topic.StreamReadMessage.StartPartitionSessionRequest;
import io.ydbtopic.proto.topic.StreamReadMessage.StopPartitionSessionRequest;

/**
 * The control messages of a read stream. Pure functions, for any thread.
 */
final class ReadMessages {

	private ReadMessages() {
	}

	static FromServer.Builder start(Reading reading, String path) {
		long committed = reading.commits().prefixEnd();
		return FromServer.newBuilder()
			.setStartPartitionSessionRequest(StartPartitionSessionRequest.newBuilder()
				.setPartitionSession(StreamReadMessage.PartitionSession.newBuilder()
					.setPartitionSessionId(reading.id())
					.setPath(path)
					.setPartitionId(reading.partition().id()))
				.setCommittedOffset(committed)
				.setPartitionOffsets(fromCommitted(reading, committed)));
	}

	static FromServer.Builder stop(Reading reading, boolean graceful) {
		return FromServer.newBuilder()
			.setStopPartitionSessionRequest(StopPartitionSessionRequest.newBuilder()
				.setPartitionSessionId(reading.id())
				.setGraceful(graceful)
				.setCommittedOffset(reading.lease().committedOffset()));
	}

	static FromServer.Builder committed(Reading reading, long offset) {
		return FromServer.newBuilder()
			.setCommitOffsetResponse(CommitOffsetResponse.newBuilder()
				.addPartitionsCommittedOffsets(CommitOffsetResponse.PartitionCommittedOffset.newBuilder()
					.setPartitionSessionId(reading.id())
					.setCommittedOffset(offset)));
	}

	static FromServer.Builder status(Reading reading, long nowMillis) {
		long committed = reading.lease().committedOffset();
		return FromServer.newBuilder()
			.setPartitionSessionStatusResponse(PartitionSessionStatusResponse.newBuilder()
				.setPartitionSessionId(reading.id())
				.setPartitionOffsets(fromCommitted(reading, committed))
				.setCommittedOffset(committed)
				.setWriteTimeHighWatermark(Times.timestamp(writtenUpTo(reading, nowMillis)))
				.setReadOffset(reading.readOffset()));
	}

	/**
	 * Now if all is read; else the time at which the next message to read was written.
	 */
	private static long writtenUpTo(Reading reading, long nowMillis) {
		StoredRecord next = reading.next();
		return (next != null) ? next.writtenAtMillis() : nowMillis;
	}

	static FromServer.Builder end(Reading reading) {
		return FromServer.newBuilder()
			.setEndPartitionSession(EndPartitionSession.newBuilder()
				.setPartitionSessionId(reading.id())
				.addAllChildPartitionIds(reading.partition().place().children()));
	}

	/**
	 * The range begins at the committed offset, not at the first message that is kept.
	 */
	private static OffsetsRange fromCommitted(Reading reading, long committed) {
		return OffsetsRange.newBuilder().setStart(committed).setEnd(reading.partition().endOffset()).build();
	}

}
