package io.ydbtopic.broker.topic;

import org.jspecify.annotations.Nullable;

/**
 * A session's right to read one partition, for a consumer or without one. It also carries
 * what the broker shows about the reading. Identity counts: a partition that comes back
 * to the same session is a new lease. Safe for use by many threads.
 */
public final class Lease {

	private final Topic topic;

	private final Partition partition;

	/** Null when the session reads without a consumer. */
	private final @Nullable TopicConsumer consumer;

	private final ReadMember member;

	private final long createdAtMillis;

	private final ByteWindows bytesRead = new ByteWindows();

	private volatile long lastReadOffset;

	private volatile long lastReadMillis;

	Lease(Topic topic, Partition partition, @Nullable TopicConsumer consumer, ReadMember member, long nowMillis) {
		this.topic = topic;
		this.partition = partition;
		this.consumer = consumer;
		this.member = member;
		this.createdAtMillis = nowMillis;
		this.lastReadOffset = committedOffset();
	}

	/**
	 * The topic.
	 * @return the topic
	 */
	public Topic topic() {
		return this.topic;
	}

	/**
	 * The partition.
	 * @return the partition
	 */
	public Partition partition() {
		return this.partition;
	}

	/**
	 * The consumer.
	 * @return null when the session reads without one
	 */
	public @Nullable TopicConsumer consumer() {
		return this.consumer;
	}

	/**
	 * The session.
	 * @return the session
	 */
	public ReadMember member() {
		return this.member;
	}

	/**
	 * The consumer's committed offset now.
	 * @return an offset; 0 without a consumer
	 */
	public long committedOffset() {
		return (this.consumer != null) ? this.consumer.committedOffset(this.partition.id()) : 0;
	}

	/**
	 * Notes that messages were sent to the session.
	 * @param nextOffset the offset after the last of them
	 * @param bytes their size
	 * @param nowMillis when, in milliseconds of the epoch
	 */
	public void delivered(long nextOffset, long bytes, long nowMillis) {
		this.lastReadOffset = nextOffset;
		this.lastReadMillis = nowMillis;
		this.bytesRead.add(nowMillis, bytes);
	}

	/**
	 * When it began.
	 * @return milliseconds of the epoch
	 */
	public long createdAtMillis() {
		return this.createdAtMillis;
	}

	/**
	 * Up to where messages were sent.
	 * @return the offset after the last
	 */
	public long lastReadOffset() {
		return this.lastReadOffset;
	}

	/**
	 * When messages were sent last.
	 * @return milliseconds of the epoch; 0 when never
	 */
	public long lastReadMillis() {
		return this.lastReadMillis;
	}

	/**
	 * How much was sent.
	 * @param nowMillis the time
	 * @return bytes
	 */
	public Traffic bytesRead(long nowMillis) {
		return this.bytesRead.snapshot(nowMillis);
	}

	@Override
	public String toString() {
		return "Lease[" + this.topic.path() + "/" + this.partition.id() + ", " + this.member.sessionId() + "]";
	}

}
