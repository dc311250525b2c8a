package io.ydbtopic.spring.event;

import io.ydbtopic.client.PartitionEnd;

/**
 * A listener has lost or given back a partition.
 */
public final class PartitionStoppedEvent extends TopicListenerEvent {

	private static final long serialVersionUID = 1L;

	private final String topic;

	private final long partitionId;

	private final PartitionEnd end;

	/**
	 * Made by the container.
	 */
	public PartitionStoppedEvent(Object source, String listenerId, String topic, long partitionId, PartitionEnd end) {
		super(source, listenerId);
		this.topic = topic;
		this.partitionId = partitionId;
		this.end = end;
	}

	/**
	 * Path of the topic.
	 */
	public String topic() {
		return this.topic;
	}

	/**
	 * Number of the partition.
	 */
	public long partitionId() {
		return this.partitionId;
	}

	/**
	 * Why.
	 */
	public PartitionEnd end() {
		return this.end;
	}

}
