package io.ydbtopic.broker.fault;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What a fault may strike, seen from the scope of the fault: who is served, and where. A
 * session makes it once, at its handshake. Immutable.
 *
 * @param topics absolute paths; empty when it is about no topic
 * @param partition null when it is about none, or about several
 * @param consumer empty for none
 * @param producer empty for none
 */
public record FaultSubject(Set<String> topics, @Nullable Long partition, String consumer, String producer) {

	/** About no topic: a token, a transaction, a stream before its handshake. */
	public static final FaultSubject NONE = new FaultSubject(Set.of(), null, "", "");

	/**
	 * Copies the topics.
	 */
	public FaultSubject {
		topics = Set.copyOf(topics);
	}

	/**
	 * A write stream.
	 * @param topic its topic's absolute path
	 * @param partition the partition that it writes to; null while it has none
	 * @param producer the producer
	 * @return the subject
	 */
	public static FaultSubject writer(String topic, @Nullable Long partition, String producer) {
		return new FaultSubject(Set.of(topic), partition, "", producer);
	}

	/**
	 * A read stream.
	 * @param topics the absolute paths of its topics
	 * @param consumer the consumer; empty for none
	 * @return the subject
	 */
	public static FaultSubject reader(Set<String> topics, String consumer) {
		return new FaultSubject(topics, null, consumer, "");
	}

	/**
	 * A call that is no stream.
	 * @param topic the absolute path that it names
	 * @param consumer the consumer that it names; empty for none
	 * @return the subject
	 */
	public static FaultSubject call(String topic, String consumer) {
		return new FaultSubject(Set.of(topic), null, consumer, "");
	}

	/**
	 * One partition of a read stream.
	 * @param topic its topic's absolute path
	 * @param partition the partition
	 * @param consumer the consumer; empty for none
	 * @return the subject
	 */
	public static FaultSubject reading(String topic, long partition, String consumer) {
		return new FaultSubject(Set.of(topic), partition, consumer, "");
	}

}
