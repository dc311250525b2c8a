package io.ydbtopic.broker.topic;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import io.ydbtopic.broker.error.RejectedException;

/**
 * The sessions that write into a partition, at most one per producer. Not safe for use by
 * many threads: the partition's lock covers it.
 */
final class WriteOwners {

	/** The session that owns a producer. */
	private final Map<String, WriteOwnership> ownerOf = new HashMap<>();

	private final Set<WriteOwnership> all = new LinkedHashSet<>();

	/** A session that owned the producer loses it. */
	WriteOwnership begin(String producerId, long seqNoAtStart, RejectedException takenOver,
			Consumer<RejectedException> onLost) {
		WriteOwnership ownership = new WriteOwnership(producerId, seqNoAtStart, onLost);
		this.all.add(ownership);
		if (!ownership.isAnonymous()) {
			WriteOwnership previous = this.ownerOf.put(producerId, ownership);
			if (previous != null) {
				this.all.remove(previous);
				previous.lose(takenOver);
			}
		}
		return ownership;
	}

	void end(WriteOwnership ownership) {
		this.all.remove(ownership);
		this.ownerOf.remove(ownership.producerId(), ownership);
	}

	void loseAll(RejectedException reason) {
		List<WriteOwnership> losing = List.copyOf(this.all);
		this.all.clear();
		this.ownerOf.clear();
		losing.forEach((ownership) -> ownership.lose(reason));
	}

}
