package io.ydbtopic.broker.fault;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

import io.ydbtopic.broker.error.RejectedException;
import org.jspecify.annotations.Nullable;

/**
 * What a fault can be done to: the live streams and the topics. Topics are named in any
 * form. Safe for use by many threads.
 */
public interface FaultTarget {

	/**
	 * Ends live streams with an error.
	 * @param which those to end; asked once for each live stream, the oldest first
	 * @param reason what the clients are told
	 * @return how many
	 */
	int endStreams(Predicate<FaultSubject> which, RejectedException reason);

	/**
	 * Cuts live streams, as if their connection was lost.
	 * @param which those to cut; asked once for each live stream, the oldest first
	 * @return how many
	 */
	int cutStreams(Predicate<FaultSubject> which);

	/**
	 * Ends live streams without an error.
	 * @param which those to end; asked once for each live stream, the oldest first
	 * @return how many
	 */
	int endCleanly(Predicate<FaultSubject> which);

	/**
	 * Makes live streams fall silent.
	 * @param which those to silence; asked once for each live stream, the oldest first
	 * @return how many
	 */
	int silenceStreams(Predicate<FaultSubject> which);

	/**
	 * Cuts the streams that were made silent.
	 */
	void cutSilentStreams();

	/**
	 * Makes all live streams look again whether something is held back.
	 */
	void wakeStreams();

	/**
	 * Asks partitions of a consumer back.
	 * @param topic the topic
	 * @param consumer the consumer
	 * @param partition the only one to ask for; null for all
	 * @return how many were asked back
	 */
	int rebalance(String topic, String consumer, @Nullable Long partition);

	/**
	 * Takes a partition from its readers.
	 * @param topic the topic
	 * @param partition the partition
	 * @param consumer whose readers; null for all
	 * @return how many readers lost it
	 */
	int stopForced(String topic, long partition, @Nullable String consumer);

	/**
	 * Splits a partition.
	 * @param topic the topic
	 * @param partition the partition
	 * @return the children's ids
	 */
	List<Long> split(String topic, long partition);

	/**
	 * Moves a partition to another node.
	 * @param topic the topic
	 * @param partition the partition
	 * @param node where it goes
	 */
	void movePartition(String topic, long partition, int node);

	/**
	 * Lets messages expire.
	 * @param topic the topic
	 * @param partition the partition
	 * @param offset the first that stays
	 */
	void expire(String topic, long partition, long offset);

	/**
	 * Sets the broker's clock off.
	 * @param skew how far, forward or, if negative, back; zero for not at all
	 */
	void skewClock(Duration skew);

	/**
	 * Ends all query sessions.
	 * @return how many
	 */
	int endQuerySessions();

	/**
	 * The absolute form of a path.
	 * @param topic a path in any form
	 * @return an absolute path
	 */
	String absolutePath(String topic);

}
