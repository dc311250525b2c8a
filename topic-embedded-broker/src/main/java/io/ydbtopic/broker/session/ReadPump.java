package io.ydbtopic.broker.session;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.ydbtopic.broker.consumer.ReadBudget;
import io.ydbtopic.broker.fault.ArmedFault;
import io.ydbtopic.broker.fault.FaultKind;
import io.ydbtopic.broker.log.StoredRecord;
import io.ydbtopic.broker.topic.Partition;
import io.ydbtopic.proto.topic.StreamReadMessage.FromServer;
import org.jspecify.annotations.Nullable;

/**
 * Moves messages from partitions to a reader: the oldest first, and only while the byte
 * budget and the transport allow. The trap: time filters pass messages over without
 * spending budget. Owned by its session's queue.
 */
final class ReadPump {

	/** One response holds at most this much, unless a single message is larger. */
	static final long RESPONSE_BYTES_MAX = 1_048_576;

	/** And at most this many messages. */
	static final int RESPONSE_MESSAGES_MAX = 10_000;

	private final BrokerContext context;

	private final Outgoing<FromServer> out;

	private final Consumer<Runnable> queue;

	private final ReadBudget budget = new ReadBudget();

	/** By partition session id, the one that was served last at the end. */
	private final Map<Long, Reading> readings = new LinkedHashMap<>();

	/**
	 * For one session.
	 * @param context what all sessions share
	 * @param out the way back
	 * @param queue the session's queue
	 */
	ReadPump(BrokerContext context, Outgoing<FromServer> out, Consumer<Runnable> queue) {
		this.context = context;
		this.out = out;
		this.queue = queue;
	}

	void grant(long bytes) {
		this.budget.grant(bytes);
	}

	void add(Reading reading) {
		this.readings.put(reading.id(), reading);
	}

	void remove(Reading reading) {
		this.readings.remove(reading.id());
	}

	@Nullable Reading find(long partitionSessionId) {
		return this.readings.get(partitionSessionId);
	}

	List<Reading> all() {
		return List.copyOf(this.readings.values());
	}

	void run() {
		while (this.budget.available() > 0 && this.out.isReady()) {
			Reading reading = oldest();
			if (reading == null) {
				return;
			}
			if (!delays(reading)) {
				deliver(reading);
			}
		}
	}

	private @Nullable Reading oldest() {
		Reading best = null;
		long bestMillis = Long.MAX_VALUE;
		for (Reading reading : this.readings.values()) {
			StoredRecord next = reading.next();
			if (next != null && next.writtenAtMillis() < bestMillis && !isHeldBack(reading)) {
				best = reading;
				bestMillis = next.writtenAtMillis();
			}
		}
		return best;
	}

	private boolean isHeldBack(Reading reading) {
		return reading.isDelayed() || this.context.faults().holds(FaultKind.FREEZE, reading.subject());
	}

	/** Whether a fault holds the next batch back; it goes out when its time has come. */
	private boolean delays(Reading reading) {
		if (reading.takeDelayPassed()) {
			return false;
		}
		ArmedFault delayed = this.context.faults().strike(FaultKind.DELAY_MESSAGES, reading.subject());
		if (delayed == null) {
			return false;
		}
		reading.delay();
		this.context.runtime().schedule("delayed messages", delayed.delay(), () -> this.queue.accept(() -> {
			reading.delayPassed();
			run();
		}));
		return true;
	}

	private void deliver(Reading reading) {
		Partition partition = reading.partition();
		long sizeMax = Math.min(this.budget.available(), RESPONSE_BYTES_MAX);
		List<StoredRecord> found = partition.records()
			.read(reading.readOffset(), partition.endOffset(), sizeMax, RESPONSE_MESSAGES_MAX);
		if (found.isEmpty()) {
			reading.passed(Math.max(reading.readOffset(), partition.startOffset()));
			return;
		}
		long now = this.context.nowMillis();
		long oldest = reading.filter().oldestMillis(reading.lease(), now);
		List<StoredRecord> sent = found;
		if (oldest > 0) {
			sent = found.stream().filter((record) -> record.writtenAtMillis() >= oldest).toList();
		}
		long nextOffset = found.get(found.size() - 1).offset() + 1;
		reading.passed(nextOffset);
		remove(reading);
		add(reading);
		if (!sent.isEmpty()) {
			FromServer response = ReadBatches.response(reading.id(), sent);
			this.budget.spend(response.getReadResponse().getBytesSize());
			this.out.send(response);
			reading.lease().delivered(nextOffset, response.getReadResponse().getBytesSize(), now);
		}
	}

}
