package io.ydbtopic.broker.fault;

import java.util.StringJoiner;

import org.jspecify.annotations.Nullable;

/**
 * What a fault is limited to. What is not named is not limited: {@link #EVERYTHING} is
 * all streams and all requests. A stream without the thing that is named, such as a
 * writer where a consumer is, is out of scope. Immutable; each method returns a narrower
 * scope.
 *
 * @param topic a topic's path in any form; null for all
 * @param partition a partition; null for all
 * @param consumer a consumer; null for all
 * @param producer a producer; null for all
 * @param share the part of the occasions that is struck, above 0 and at most 1
 * @param seed decides which occasions make up the share: the same seed picks the same
 * ones, in the order in which they come
 */
public record FaultScope(@Nullable String topic, @Nullable Long partition, @Nullable String consumer,
		@Nullable String producer, double share, long seed) {

	/** No limit. */
	public static final FaultScope EVERYTHING = new FaultScope(null, null, null, null, 1, 0);

	/**
	 * Checks the values.
	 * @throws IllegalArgumentException when the share is not a part, the partition is
	 * negative, or a name is empty
	 */
	public FaultScope {
		if (!(share > 0 && share <= 1)) {
			throw new IllegalArgumentException("share is " + share + " (expected more than 0 and at most 1)");
		}
		if (partition != null && partition < 0) {
			throw new IllegalArgumentException("partition is " + partition + " (expected 0 or more)");
		}
		requireNamed("topic", topic);
		requireNamed("consumer", consumer);
		requireNamed("producer", producer);
	}

	private static void requireNamed(String what, @Nullable String name) {
		if (name != null && name.isEmpty()) {
			throw new IllegalArgumentException(what + " is empty (expected a name; leave it out for all)");
		}
	}

	/**
	 * Only a topic, all of it.
	 * @param path the topic, in any form
	 * @return a scope
	 */
	public static FaultScope ofTopic(String path) {
		return EVERYTHING.topic(path);
	}

	/**
	 * Only a consumer, in any topic.
	 * @param name the consumer
	 * @return a scope
	 */
	public static FaultScope ofConsumer(String name) {
		return EVERYTHING.consumer(name);
	}

	/**
	 * Only a producer, in any topic.
	 * @param id the producer
	 * @return a scope
	 */
	public static FaultScope ofProducer(String id) {
		return EVERYTHING.producer(id);
	}

	/**
	 * Within a topic.
	 * @param path the topic, in any form
	 * @return a narrower scope
	 */
	public FaultScope topic(String path) {
		return new FaultScope(path, this.partition, this.consumer, this.producer, this.share, this.seed);
	}

	/**
	 * Within a partition.
	 * @param id the partition
	 * @return a narrower scope
	 */
	public FaultScope partition(long id) {
		return new FaultScope(this.topic, id, this.consumer, this.producer, this.share, this.seed);
	}

	/**
	 * For a consumer.
	 * @param name the consumer
	 * @return a narrower scope
	 */
	public FaultScope consumer(String name) {
		return new FaultScope(this.topic, this.partition, name, this.producer, this.share, this.seed);
	}

	/**
	 * For a producer.
	 * @param id the producer
	 * @return a narrower scope
	 */
	public FaultScope producer(String id) {
		return new FaultScope(this.topic, this.partition, this.consumer, id, this.share, this.seed);
	}

	/**
	 * For a share of the occasions.
	 * @param part above 0 and at most 1
	 * @param chosenBy the seed that decides which
	 * @return a narrower scope
	 */
	public FaultScope share(double part, long chosenBy) {
		return new FaultScope(this.topic, this.partition, this.consumer, this.producer, part, chosenBy);
	}

	/** Whether something is in scope, the share left aside. */
	boolean covers(FaultSubject subject) {
		return (this.topic == null || subject.topics().contains(this.topic))
				&& (this.partition == null || this.partition.equals(subject.partition()))
				&& (this.consumer == null || this.consumer.equals(subject.consumer()))
				&& (this.producer == null || this.producer.equals(subject.producer()));
	}

	/** Whether nothing is named that belongs to a stream. */
	boolean namesNothing() {
		return this.topic == null && this.partition == null && this.consumer == null && this.producer == null;
	}

	/** Whether two scopes name the same things, the share left aside. */
	boolean namesSame(FaultScope other) {
		return share(1, 0).equals(other.share(1, 0));
	}

	@Override
	public String toString() {
		StringJoiner text = new StringJoiner(", ");
		text.setEmptyValue("everything");
		if (this.topic != null) {
			text.add("topic " + this.topic);
		}
		if (this.partition != null) {
			text.add("partition " + this.partition);
		}
		if (this.consumer != null) {
			text.add("consumer " + this.consumer);
		}
		if (this.producer != null) {
			text.add("producer " + this.producer);
		}
		if (this.share < 1) {
			text.add("share " + this.share + " by seed " + this.seed);
		}
		return text.toString();
	}

}
