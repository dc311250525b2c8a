package io.ydbtopic.spring.event;

/**
 * A partition stays where it is because a message can't be handled; others go on.
 */
public final class PartitionHeldEvent extends TopicListenerEvent {

	private static final long serialVersionUID = 1L;

	private final String topic;

	private final long partitionId;

	private final long offset;

	private final transient Throwable cause;

	/**
	 * Made by the container.
	 */
	public PartitionHeldEvent(Object source, String listenerId, String topic, long partitionId, long offset,
			Throwable cause) {
		super(source, listenerId);
		this.topic = topic;
		this.partitionId = partitionId;
		this.offset = offset;
		this.cause = cause;
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
	 * Offset of the message.
	 */
	public long offset() {
		return this.offset;
	}

	/**
	 * The last failure.
	 */
	public Throwable cause() {
		return this.cause;
	}

}
