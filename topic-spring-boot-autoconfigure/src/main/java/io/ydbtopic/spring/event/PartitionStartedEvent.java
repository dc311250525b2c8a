package io.ydbtopic.spring.event;

/**
 * A listener was given a partition.
 */
public final class PartitionStartedEvent extends TopicListenerEvent {

	private static final long serialVersionUID = 1L;

	private final String topic;

	private final long partitionId;

	private final long committedOffset;

	/**
	 * Made by the container.
	 */
	public PartitionStartedEvent(Object source, String listenerId, String topic, long partitionId,
			long committedOffset) {
		super(source, listenerId);
		this.topic = topic;
		this.partitionId = partitionId;
		this.committedOffset = committedOffset;
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
	 * Everything before this offset is committed.
	 */
	public long committedOffset() {
		return this.committedOffset;
	}

}
