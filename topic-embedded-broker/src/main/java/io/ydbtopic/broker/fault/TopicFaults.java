package io.ydbtopic.broker.fault;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.proto.common.StatusIds.StatusCode;

/**
 * Makes a broker misbehave on purpose, to see how its clients take it. The faults of
 * {@link StreamFaults} strike everything here, and a part of it through
 * {@link #on(FaultScope)}. Every fault that happened is counted, and what is armed can be
 * seen. Topics are named in any form. Safe for use by many threads; a call returns before
 * the clients notice.
 */
public final class TopicFaults extends StreamFaults {

	/**
	 * Faults of one broker; made by the broker itself.
	 * @param script the faults that wait for their occasion
	 * @param target what faults are done to
	 */
	public TopicFaults(FaultScript script, FaultTarget target) {
		super(script, target, FaultScope.EVERYTHING);
	}

	private TopicFaults(TopicFaults whole, FaultScope scope) {
		super(whole.script(), whole.target(), scope);
	}

	/**
	 * Faults that are limited to a scope. Faults that name their topic themselves, such
	 * as {@link #split}, are not limited further.
	 * @param scope what to strike; takes the place of an earlier scope
	 * @return the same switches for the scope
	 */
	public TopicFaults on(FaultScope scope) {
		return new TopicFaults(this, scope);
	}

	/**
	 * The next write requests to a topic are stored, but their streams are cut before the
	 * ack.
	 * @param topic the topic
	 * @param requests how many; 0 for none
	 * @return the armed fault
	 */
	public ArmedFault dropAfterStoring(String topic, int requests) {
		return on(scope().topic(topic)).dropAfterStoring(requests);
	}

	/**
	 * Asks all partitions of a consumer back, gracefully, and gives them out again: to
	 * another session when there is one, else to the same.
	 * @param topic the topic
	 * @param consumer the consumer
	 */
	public void rebalance(String topic, String consumer) {
		script().counted(FaultKind.REBALANCE, target().rebalance(topic, consumer, null));
	}

	/**
	 * Asks one partition of a consumer back, gracefully, and gives it out again.
	 * @param topic the topic
	 * @param consumer the consumer
	 * @param partition the partition
	 */
	public void rebalance(String topic, String consumer, long partition) {
		script().counted(FaultKind.REBALANCE, target().rebalance(topic, consumer, partition));
	}

	/**
	 * Takes a partition from its readers without asking, and gives it out again; only
	 * from the readers of the scope's consumer when it has one.
	 * @param topic the topic
	 * @param partition the partition
	 */
	public void stopForced(String topic, long partition) {
		script().counted(FaultKind.STOP_FORCED, target().stopForced(topic, partition, scope().consumer()));
	}

	/**
	 * Refuses every token, and calls without one, with the gRPC status UNAUTHENTICATED.
	 * Live streams notice when they update theirs.
	 * @param reject whether to
	 */
	public void rejectTokens(boolean reject) {
		armForCalls(FaultKind.REJECT_TOKEN, reject ? ArmedFault.UNLIMITED : 0, null);
	}

	/**
	 * Makes it impossible to say whether a token is good: calls end with the gRPC status
	 * UNAVAILABLE. Live streams notice when they update theirs.
	 * @param doubt whether to
	 */
	public void doubtTokens(boolean doubt) {
		armForCalls(FaultKind.DOUBT_TOKEN, doubt ? ArmedFault.UNLIMITED : 0, null);
	}

	/**
	 * Lets a partition deliver nothing and acknowledge nothing; it still stores.
	 * @param topic the topic
	 * @param partition the partition
	 */
	public void freeze(String topic, long partition) {
		FaultScope frozen = FaultScope.ofTopic(target().absolutePath(topic)).partition(partition);
		script().arm(FaultKind.FREEZE, frozen, ArmedFault.UNLIMITED, Duration.ZERO, null);
		script().counted(FaultKind.FREEZE, 1);
	}

	/**
	 * Ends a freeze; what was held back goes out.
	 * @param topic the topic
	 * @param partition the partition
	 */
	public void unfreeze(String topic, long partition) {
		script().disarm(FaultKind.FREEZE, FaultScope.ofTopic(target().absolutePath(topic)).partition(partition));
		target().wakeStreams();
	}

	/**
	 * Splits an active partition in halves, as auto-partitioning does.
	 * @param topic the topic
	 * @param partition the partition
	 * @return the ids of the children
	 */
	public List<Long> split(String topic, long partition) {
		List<Long> children = target().split(topic, partition);
		script().counted(FaultKind.SPLIT, 1);
		return children;
	}

	/**
	 * Moves a partition to another node, or starts it anew on its own: its generation
	 * grows, and its writers end with UNAVAILABLE. Readers go on.
	 * @param topic the topic
	 * @param partition the partition
	 * @param node 1 to the number of nodes
	 */
	public void movePartition(String topic, long partition, int node) {
		target().movePartition(topic, partition, node);
		script().counted(FaultKind.MOVE_PARTITION, 1);
	}

	/**
	 * Lets the first messages of a partition expire, whatever the topic's retention says.
	 * Consumers that have not read them find the offsets gone.
	 * @param topic the topic
	 * @param partition the partition
	 * @param offset the first one that stays; the partition's end for all
	 * @throws IllegalArgumentException when it is not between the start and the end
	 */
	public void expireMessages(String topic, long partition, long offset) {
		target().expire(topic, partition, offset);
		script().counted(FaultKind.EXPIRE_MESSAGES, 1);
	}

	/**
	 * Sets the broker's clock off, from now on: times of messages, retention and read
	 * filters go by it. Timers don't.
	 * @param skew how far from the true time, forward or, if negative, back; zero sets it
	 * right
	 */
	public void skewClock(Duration skew) {
		target().skewClock(skew);
		script().counted(FaultKind.SKEW_CLOCK, 1);
	}

	/**
	 * Rolls the next commits of transactions back, with an error.
	 * @param times how many; 0 for none
	 * @param status the status that clients decide on, such as ABORTED
	 * @return the armed fault
	 */
	public ArmedFault failCommits(int times, StatusCode status) {
		return armForCalls(FaultKind.FAIL_COMMIT, requireNotNegative("times", times),
				new RejectedException(status, status.getNumber(), "A fault failed the commit"));
	}

	/**
	 * Carries the next commits of transactions out, but ends their calls with the gRPC
	 * status UNAVAILABLE: the client can't know the outcome.
	 * @param times how many; 0 for none
	 * @return the armed fault
	 */
	public ArmedFault loseCommitAnswers(int times) {
		return armForCalls(FaultKind.LOSE_COMMIT_ANSWER, requireNotNegative("times", times), null);
	}

	/**
	 * Ends all query sessions; their transactions are rolled back, and attached clients
	 * are told BAD_SESSION.
	 */
	public void endQuerySessions() {
		script().counted(FaultKind.END_QUERY_SESSION, target().endQuerySessions());
	}

	/**
	 * The faults that wait for their occasion, or last.
	 * @return a snapshot, in the order in which they were armed
	 */
	public List<ArmedFault> armed() {
		return script().armed();
	}

	/**
	 * How often a fault happened since the broker began.
	 * @param kind the fault
	 * @return a count; clearing does not reset it
	 */
	public long count(FaultKind kind) {
		return script().count(kind);
	}

	/**
	 * How often each fault happened since the broker began.
	 * @return a count for every kind; clearing does not reset it
	 */
	public Map<FaultKind, Long> counts() {
		Map<FaultKind, Long> counts = new EnumMap<>(FaultKind.class);
		for (FaultKind kind : FaultKind.values()) {
			counts.put(kind, count(kind));
		}
		return counts;
	}

	/**
	 * Forgets the faults that have not happened yet, lets go what is held back, cuts what
	 * is half-open, and sets the clock right.
	 */
	public void clear() {
		script().clear();
		target().skewClock(Duration.ZERO);
		target().cutSilentStreams();
		target().wakeStreams();
	}

}
