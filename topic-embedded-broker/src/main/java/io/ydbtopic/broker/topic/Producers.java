package io.ydbtopic.broker.topic;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.ydbtopic.broker.log.BrokerStore.StoredProducer;

/**
 * What a partition remembers of its producers: the greatest sequence number of each.
 * Producers that wrote long ago, and the least recently active ones beyond a count, are
 * forgotten. Not safe for use by many threads: the partition's lock covers it.
 */
final class Producers {

	/** As many as the real server keeps for a partition. */
	static final int PRODUCERS_MAX = 6_000_000;

	/** 16 days: after so long without a write a producer is forgotten. */
	static final long IDLE_MILLIS_MAX = 1_382_400_000L;

	/** Least recently active first. */
	private final LinkedHashMap<String, Memory> byId = new LinkedHashMap<>(16, 0.75f, true);

	private final int producersMax;

	Producers(List<StoredProducer> stored) {
		this(stored, PRODUCERS_MAX);
	}

	Producers(List<StoredProducer> stored, int producersMax) {
		this.producersMax = producersMax;
		stored.forEach((producer) -> this.byId.put(producer.producerId(),
				new Memory(producer.maxSeqNo(), producer.lastWriteMillis())));
	}

	long maxSeqNo(String producerId, long nowMillis) {
		Memory memory = this.byId.get(producerId);
		if (memory == null) {
			return 0;
		}
		if (nowMillis - memory.lastWriteMillis > IDLE_MILLIS_MAX) {
			this.byId.remove(producerId);
			return 0;
		}
		return memory.maxSeqNo;
	}

	void wrote(String producerId, long seqNo, long nowMillis) {
		Memory memory = this.byId.get(producerId);
		if (memory == null) {
			this.byId.put(producerId, new Memory(seqNo, nowMillis));
			forgetOldest();
			return;
		}
		memory.maxSeqNo = Math.max(memory.maxSeqNo, seqNo);
		memory.lastWriteMillis = nowMillis;
	}

	private void forgetOldest() {
		Iterator<Map.Entry<String, Memory>> oldest = this.byId.entrySet().iterator();
		while (this.byId.size() > this.producersMax) {
			oldest.next();
			oldest.remove();
		}
	}

	Iterable<String> ids() {
		return List.copyOf(this.byId.keySet());
	}

	private static final class Memory {

		private long maxSeqNo;

		private long lastWriteMillis;

		Memory(long maxSeqNo, long lastWriteMillis) {
			this.maxSeqNo = maxSeqNo;
			this.lastWriteMillis = lastWriteMillis;
		}

	}

}
