package io.ydbtopic.client.internal.write;

import io.ydbtopic.client.WriteAck;
import io.ydbtopic.client.WriterInfo;
import io.ydbtopic.client.internal.runtime.ClientRuntime;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteResponse;
import org.jspecify.annotations.Nullable;

/**
 * Takes what the server says it has stored: each ack must fit the oldest message that was
 * sent. Confined to the writer's loop.
 */
final class AckIntake {

	private final Outbox outbox;

	private final Settlement settlement;

	private final WriterMeters meters;

	private final ClientRuntime runtime;

	AckIntake(Outbox outbox, Settlement settlement, WriterMeters meters, ClientRuntime runtime) {
		this.outbox = outbox;
		this.settlement = settlement;
		this.meters = meters;
		this.runtime = runtime;
	}

	/**
	 * Takes the acks of one response.
	 * @return why they do not fit; null if they do
	 */
	@Nullable String acknowledged(WriteResponse response) {
		String misfit = null;
		int taken = 0;
		for (WriteResponse.WriteAck ack : response.getAcksList()) {
			long due = this.outbox.expectedAck();
			OutboxEntry entry = this.outbox.acknowledge(ack.getSeqNo());
			if (entry == null) {
				misfit = "an ack for sequence number " + ack.getSeqNo() + " (expected: "
						+ ((due == 0) ? "none" : String.valueOf(due)) + ")";
				break;
			}
			taken++;
			this.settlement.acknowledge(entry,
					entry.isAwaited() ? new WriteAck(ack.getSeqNo(), response.getPartitionId(),
							ack.hasWritten() ? ack.getWritten().getOffset() : -1, state(ack)) : null);
		}
		count(taken);
		if (response.hasWriteStatistics()) {
			this.meters.statistics = response.getWriteStatistics();
		}
		return misfit;
	}

	/** A handshake has told up to which number everything is stored. */
	void storedBefore(long number, WriterInfo info) {
		int[] removed = { 0 };
		this.outbox.removeThrough(number, (entry) -> {
			removed[0]++;
			this.settlement.acknowledge(entry,
					new WriteAck(entry.sequenceNumber, info.partitionId(), -1, WriteAck.State.ALREADY_WRITTEN));
		});
		count(removed[0]);
	}

	private void count(int acknowledged) {
		if (acknowledged > 0) {
			WriterMeters.raise(this.meters.acknowledged, acknowledged);
			this.meters.lastAckMillis.lazySet(this.runtime.nowMillis());
		}
	}

	private static WriteAck.State state(WriteResponse.WriteAck ack) {
		return switch (ack.getMessageWriteStatusCase()) {
			case SKIPPED -> WriteAck.State.ALREADY_WRITTEN;
			case WRITTEN_IN_TX -> WriteAck.State.WRITTEN_IN_TRANSACTION;
			case WRITTEN, MESSAGEWRITESTATUS_NOT_SET -> WriteAck.State.WRITTEN;
		};
	}

}
