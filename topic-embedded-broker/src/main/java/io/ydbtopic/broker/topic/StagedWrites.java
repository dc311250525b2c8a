package io.ydbtopic.broker.topic;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one transaction has written to one partition, in the order of writing. Messages
 * that the producer sent before, before its session began or in this transaction, are
 * left out. Not safe for use by many threads: the transaction's lock covers it.
 */
final class StagedWrites {

	private final List<StagedMessage> messages = new ArrayList<>();

	/** Producer to the first number it wrote here. */
	private final Map<String, Long> firstSeqNos = new HashMap<>();

	/** Producer to the greatest number it wrote here. */
	private final Map<String, Long> lastSeqNos = new HashMap<>();

	/**
	 * Sets a message aside.
	 * @return false when the producer sent it before
	 */
	boolean add(WriteOwnership ownership, StagedMessage staged) {
		long seqNo = staged.message().seqNo();
		if (!ownership.isAnonymous()) {
			String producer = ownership.producerId();
			long known = Math.max(ownership.seqNoAtStart(), this.lastSeqNos.getOrDefault(producer, 0L));
			if (seqNo <= known) {
				return false;
			}
			this.firstSeqNos.putIfAbsent(producer, seqNo);
			this.lastSeqNos.put(producer, seqNo);
		}
		this.messages.add(staged);
		return true;
	}

	List<StagedMessage> messages() {
		return this.messages;
	}

	Map<String, Long> firstSeqNos() {
		return this.firstSeqNos;
	}

}
