package io.ydbtopic.broker.topic;

import java.time.Duration;

import io.ydbtopic.broker.journal.JournalKind;
import io.ydbtopic.broker.log.StoredRecord;
import io.ydbtopic.proto.topic.Consumer;

/**
 * Removes messages that are too old, or too many, from the front of partitions. Messages
 * that an important consumer has not committed stay; those of a consumer with an
 * availability period stay that long. Safe for use by many threads.
 */
public final class Retention {

	private static final long BYTES_PER_MB = 1_048_576;

	private final Catalogue catalogue;

	/**
	 * Watches over all topics.
	 * @param catalogue the topics
	 */
	public Retention(Catalogue catalogue) {
		this.catalogue = catalogue;
	}

	/**
	 * Looks at every partition once.
	 * @param nowMillis the time, in milliseconds of the epoch
	 */
	public void apply(long nowMillis) {
		for (Topic topic : this.catalogue.topics()) {
			for (Partition partition : topic.partitions()) {
				apply(topic, partition, nowMillis);
			}
		}
	}

	private static void apply(Topic topic, Partition partition, long nowMillis) {
		long start = partition.startOffset();
		long end = partition.endOffset();
		long excess = excessBytes(topic, partition);
		long oldest = nowMillis - topic.settings().retention().toMillis();
		long offset = start;
		while (offset < end) {
			StoredRecord message = partition.records().get(offset);
			if (message == null) {
				break;
			}
			boolean goes = message.writtenAtMillis() < oldest || excess > 0;
			if (!goes || isHeld(topic, partition, message, nowMillis)) {
				break;
			}
			excess -= message.data().size();
			offset++;
		}
		if (offset > start) {
			partition.trim(offset);
			topic.journal()
				.add(JournalKind.MESSAGES_EXPIRED, topic.path(), partition.id(), "",
						(offset - start) + " messages, offsets " + start + " up to " + offset);
		}
	}

	private static long excessBytes(Topic topic, Partition partition) {
		long limitMb = topic.settings().retentionStorageMb();
		return (limitMb == 0) ? 0 : partition.storedBytes() - limitMb * BYTES_PER_MB / topic.partitions().size();
	}

	private static boolean isHeld(Topic topic, Partition partition, StoredRecord message, long nowMillis) {
		for (Consumer settings : topic.settings().consumers()) {
			boolean available = settings.hasAvailabilityPeriod() && message.writtenAtMillis() >= nowMillis
					- Duration.ofSeconds(settings.getAvailabilityPeriod().getSeconds()).toMillis();
			if (settings.getImportant() || available) {
				TopicConsumer consumer = topic.consumer(settings.getName());
				if (consumer != null && consumer.committedOffset(partition.id()) <= message.offset()) {
					return true;
				}
			}
		}
		return false;
	}

}
