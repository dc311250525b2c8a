package io.ydbtopic.broker.topic;

/**
 * Splits partitions of auto-partitioned topics that have more to write than they are made
 * for. It is asked to look now and then; writing itself only counts. Safe for use by many
 * threads.
 */
public final class LoadSplits {

	private final Catalogue catalogue;

	/**
	 * Watches over all topics.
	 * @param catalogue the topics
	 */
	public LoadSplits(Catalogue catalogue) {
		this.catalogue = catalogue;
	}

	/**
	 * Looks at every partition once.
	 * @param nowMillis the time, in milliseconds of the epoch
	 */
	public void apply(long nowMillis) {
		for (Topic topic : this.catalogue.topics()) {
			SplitRule rule = topic.settings().splitRule();
			if (rule != null) {
				topic.partitions().forEach((partition) -> apply(topic, partition, rule, nowMillis));
			}
		}
	}

	private void apply(Topic topic, Partition partition, SplitRule rule, long nowMillis) {
		WriteLoad.Snapshot load = partition.load(nowMillis);
		if (load != null && rule.isMetBy(load)) {
			KeyRange range = partition.keyRange();
			this.catalogue.splitByLoad(topic, partition,
					SplitPoint.halving((range != null) ? range : KeyRange.ALL, load.bytesOfProducer()));
		}
	}

}
