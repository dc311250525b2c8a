package io.ydbtopic.broker.session;

import java.time.Duration;
import java.util.List;

import io.ydbtopic.broker.topic.NewMessage;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromServer;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteResponse;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteResponse.WriteAck.Skipped.Reason;

/**
 * A write request that is not acknowledged yet. Owned by its session's queue.
 */
final class PendingAck {

	final int size;

	final long acceptedAtMillis;

	private final long[] seqNos;

	/** Stands for the offset of a message that was written before. */
	static final long SKIPPED = -1;

	/** Stands for the offset of a message that waits for its transaction. */
	static final long IN_TX = -2;

	/** Offset of each message, or what stands for it. */
	long[] offsets = {};

	boolean kept;

	/** A fault wants the stream cut instead. */
	boolean drop;

	long persistingMillis;

	/** A fault holds it back for a while. */
	boolean delayed;

	PendingAck(List<NewMessage> messages, int size, long acceptedAtMillis) {
		this.size = size;
		this.acceptedAtMillis = acceptedAtMillis;
		this.seqNos = messages.stream().mapToLong(NewMessage::seqNo).toArray();
	}

	/**
	 * The messages wait for their transaction, all but those that were written before.
	 */
	void setAside(boolean[] taken) {
		this.offsets = new long[taken.length];
		for (int i = 0; i < taken.length; i++) {
			this.offsets[i] = taken[i] ? IN_TX : SKIPPED;
		}
	}

	FromServer response(long partition) {
		WriteResponse.Builder response = WriteResponse.newBuilder().setPartitionId(partition);
		for (int i = 0; i < this.seqNos.length; i++) {
			WriteResponse.WriteAck.Builder ack = response.addAcksBuilder().setSeqNo(this.seqNos[i]);
			if (this.offsets[i] == SKIPPED) {
				ack.getSkippedBuilder().setReason(Reason.REASON_ALREADY_WRITTEN);
			}
			else if (this.offsets[i] == IN_TX) {
				ack.getWrittenInTxBuilder();
			}
			else {
				ack.getWrittenBuilder().setOffset(this.offsets[i]);
			}
		}
		response.getWriteStatisticsBuilder()
			.setPersistingTime(duration(this.persistingMillis))
			.setMinQueueWaitTime(duration(0))
			.setMaxQueueWaitTime(duration(0))
			.setPartitionQuotaWaitTime(duration(0))
			.setTopicQuotaWaitTime(duration(0));
		return FromServer.newBuilder().setStatus(StatusCode.SUCCESS).setWriteResponse(response).build();
	}

	private static com.google.protobuf.Duration duration(long millis) {
		Duration duration = Duration.ofMillis(millis);
		return com.google.protobuf.Duration.newBuilder()
			.setSeconds(duration.getSeconds())
			.setNanos(duration.getNano())
			.build();
	}

}
