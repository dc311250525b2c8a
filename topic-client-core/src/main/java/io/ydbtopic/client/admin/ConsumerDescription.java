package io.ydbtopic.client.admin;

import java.util.List;

/**
 * A consumer as the server sees it.
 *
 * @param config its settings
 * @param partitions how far it is in each partition, by number
 */
public record ConsumerDescription(ConsumerConfig config, List<ConsumerPartition> partitions) {

	public ConsumerDescription {
		partitions = List.copyOf(partitions);
	}

	/**
	 * Messages of all partitions that are written and not committed.
	 */
	public long lag() {
		return this.partitions.stream().mapToLong(ConsumerPartition::lag).sum();
	}

}
