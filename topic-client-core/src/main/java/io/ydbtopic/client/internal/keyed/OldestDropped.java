package io.ydbtopic.client.internal.keyed;

import java.util.List;

import io.ydbtopic.client.error.MessageDroppedException;
import io.ydbtopic.client.internal.write.BufferBudget;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes room in a full buffer: drops messages that were never sent, the oldest of the
 * whole writer first, whichever partition they wait for, so that a partition that is away
 * does not keep the others' room. The rest of each key keeps its order. Confined to the
 * loop.
 */
final class OldestDropped {

	private static final Logger logger = LoggerFactory.getLogger(OldestDropped.class);

	private final String id;

	private final PartitionRouter router;

	private final PartitionRouter.Owner owner;

	OldestDropped(String id, PartitionRouter router, PartitionRouter.Owner owner) {
		this.id = id;
		this.router = router;
		this.owner = owner;
	}

	/** Drops while somebody waits for room, and there is something to drop. */
	void drop(BufferBudget buffer) {
		int dropped = 0;
		List<WaitingQueue> queues = this.router.queues();
		WaitingQueue oldest = oldestOf(queues);
		while (oldest != null && buffer.isAwaited()) {
			KeyedEntry entry = oldest.oldestUnsent();
			oldest.removeOldestUnsent();
			if (entry != null) {
				this.owner.refused(entry, new MessageDroppedException(
						this.id + ": dropped to make room for a newer message, never sent"));
				dropped++;
			}
			oldest = oldestOf(queues);
		}
		if (dropped > 0) {
			logger.debug("{}: {} message(s) dropped, the buffer is full", this.id, dropped);
		}
	}

	private static @Nullable WaitingQueue oldestOf(List<WaitingQueue> queues) {
		WaitingQueue oldest = null;
		long arrival = Long.MAX_VALUE;
		for (WaitingQueue queue : queues) {
			KeyedEntry entry = queue.oldestUnsent();
			if (entry != null && entry.arrival < arrival) {
				oldest = queue;
				arrival = entry.arrival;
			}
		}
		return oldest;
	}

}
