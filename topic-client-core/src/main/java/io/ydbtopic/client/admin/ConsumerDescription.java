package io.ydbtopic.client.admin;

import java.util.List;

/**
 * A consumer as the server sees it.
 *
 * @param config its settings
 * @param partitions how far it is in each partition, by number
 * @param statistics how it reads all of them
 */
public record ConsumerDescription(ConsumerConfig config, List<ConsumerPartition> partitions,
		ConsumerStatistics statistics) {

	public ConsumerDescription {
		partitions = List.copyOf(partitions);
	}

	/**
	 * A consumer whose statistics are not known.
	 */
	public ConsumerDescription(ConsumerConfig config, List<ConsumerPartition> partitions) {
		this(config, partitions, ConsumerStatistics.NONE);
	}

	/**
	 * Messages of all partitions that are written and not committed.
	 */
	public long lag() {
		return this.partitions.stream().mapToLong(ConsumerPartition::lag).sum();
	}

}
