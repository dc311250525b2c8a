package io.ydbtopic.client.internal.write;

import io.ydbtopic.client.WriteAck;
import io.ydbtopic.client.WriterInfo;
import io.ydbtopic.client.internal.runtime.ClientRuntime;
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
	@Nullable String acknowledged(ReceivedAcks acks) {
		String misfit = null;
		int taken = 0;
		for (int i = 0; i < acks.size(); i++) {
			long due = this.outbox.expectedAck();
			OutboxEntry entry = this.outbox.acknowledge(acks.sequenceNumber(i));
			if (entry == null) {
				misfit = "an ack for sequence number " + acks.sequenceNumber(i) + " (expected: "
						+ ((due == 0) ? "none" : String.valueOf(due)) + ")";
				break;
			}
			taken++;
			this.settlement.acknowledge(entry, entry.isAwaited() ? acks.ack(i) : null);
		}
		count(taken);
		if (acks.statistics() != null) {
			this.meters.statistics = acks.statistics();
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

}
