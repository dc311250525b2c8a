package io.ydbtopic.broker.fault;

import java.time.Duration;
import java.util.List;

import io.ydbtopic.broker.error.IssueCode;
import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.proto.common.StatusIds.StatusCode;

/**
 * Makes a broker misbehave on purpose, to see how its clients take it. Some faults happen
 * at once to all live streams, others wait for their occasion. Every fault that happened
 * is counted. Topics are named in any form. Safe for use by many threads; a call returns
 * before the clients notice.
 */
public final class TopicFaults {

	private final FaultScript script;

	private final FaultTarget target;

	/**
	 * Faults of one broker; made by the broker itself.
	 * @param script the faults that wait for their occasion
	 * @param target what faults are done to
	 */
	public TopicFaults(FaultScript script, FaultTarget target) {
		this.script = script;
		this.target = target;
	}

	/**
	 * Ends all live streams with an error, in the form of the protocol.
	 * @param status the status that clients decide on
	 * @param message the text of the issue
	 */
	public void endStreams(StatusCode status, String message) {
		this.script.counted(FaultKind.END_STREAM,
				this.target.endStreams(new RejectedException(status, IssueCode.ERROR.number(), message)));
	}

	/**
	 * Cuts all live streams, as if their connection was lost: they end with the gRPC
	 * status UNAVAILABLE.
	 */
	public void cutStreams() {
		this.script.counted(FaultKind.CUT_STREAM, this.target.cutStreams());
	}

	/**
	 * Ends all live streams without an error: with the gRPC status OK and no message.
	 */
	public void endCleanly() {
		this.script.counted(FaultKind.END_CLEANLY, this.target.endCleanly());
	}

	/**
	 * The next write requests are stored, but the stream is cut before the ack.
	 * @param topic the topic
	 * @param requests how many; 0 for none
	 */
	public void dropAfterStoring(String topic, int requests) {
		this.script.dropAfterStoring(this.target.absolutePath(topic), requireNotNegative("requests", requests));
	}

	/**
	 * Holds every ack back for a while, until changed or cleared.
	 * @param delay how long; zero for not at all
	 */
	public void delayAcks(Duration delay) {
		if (delay.isNegative()) {
			throw new IllegalArgumentException("delay is " + delay + " (expected zero or more)");
		}
		this.script.delayAcks(delay);
	}

	/**
	 * Swallows the acks of the next write requests.
	 * @param requests how many; 0 for none
	 */
	public void loseAcks(int requests) {
		this.script.loseAcks(requireNotNegative("requests", requests));
	}

	/**
	 * Answers the next handshakes with an error.
	 * @param times how many; 0 for none
	 * @param status the status that clients decide on
	 * @param message the text of the issue
	 */
	public void failHandshakes(int times, StatusCode status, String message) {
		this.script.failHandshakes(requireNotNegative("times", times),
				new RejectedException(status, IssueCode.ERROR.number(), message));
	}

	/**
	 * Answers the next handshakes with an error.
	 * @param times how many; 0 for none
	 * @param status the status that clients decide on
	 */
	public void failHandshakes(int times, StatusCode status) {
		failHandshakes(times, status, "A fault failed the handshake");
	}

	/**
	 * Accepts the next handshakes and cuts their streams right after.
	 * @param times how many; 0 for none
	 */
	public void dieAfterHandshake(int times) {
		this.script.dieAfterHandshakes(requireNotNegative("times", times));
	}

	/**
	 * Does not answer the next handshakes; their streams stay open.
	 * @param times how many; 0 for none
	 */
	public void ignoreHandshakes(int times) {
		this.script.ignoreHandshakes(requireNotNegative("times", times));
	}

	/**
	 * Asks all partitions of a consumer back, gracefully, and gives them out again: to
	 * another session when there is one, else to the same.
	 * @param topic the topic
	 * @param consumer the consumer
	 */
	public void rebalance(String topic, String consumer) {
		this.script.counted(FaultKind.REBALANCE, this.target.rebalance(topic, consumer));
	}

	/**
	 * Takes a partition from its readers without asking, and gives it out again.
	 * @param topic the topic
	 * @param partition the partition
	 */
	public void stopForced(String topic, long partition) {
		this.script.counted(FaultKind.STOP_FORCED, this.target.stopForced(topic, partition));
	}

	/**
	 * Refuses every token, and calls without one, with the gRPC status UNAUTHENTICATED.
	 * Live streams notice when they update theirs.
	 * @param reject whether to
	 */
	public void rejectTokens(boolean reject) {
		this.script.rejectTokens(reject);
	}

	/**
	 * Makes it impossible to say whether a token is good: calls end with the gRPC status
	 * UNAVAILABLE. Live streams notice when they update theirs.
	 * @param doubt whether to
	 */
	public void doubtTokens(boolean doubt) {
		this.script.doubtTokens(doubt);
	}

	/**
	 * Lets a partition deliver nothing and acknowledge nothing; it still stores.
	 * @param topic the topic
	 * @param partition the partition
	 */
	public void freeze(String topic, long partition) {
		if (this.script.freeze(this.target.absolutePath(topic), partition)) {
			this.script.counted(FaultKind.FREEZE, 1);
		}
	}

	/**
	 * Ends a freeze; what was held back goes out.
	 * @param topic the topic
	 * @param partition the partition
	 */
	public void unfreeze(String topic, long partition) {
		this.script.unfreeze(this.target.absolutePath(topic), partition);
		this.target.wakeStreams();
	}

	/**
	 * Splits an active partition in halves, as auto-partitioning does.
	 * @param topic the topic
	 * @param partition the partition
	 * @return the ids of the children
	 */
	public List<Long> split(String topic, long partition) {
		List<Long> children = this.target.split(topic, partition);
		this.script.counted(FaultKind.SPLIT, 1);
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
		this.target.movePartition(topic, partition, node);
		this.script.counted(FaultKind.MOVE_PARTITION, 1);
	}

	/**
	 * Rolls the next commits of transactions back, with an error.
	 * @param times how many; 0 for none
	 * @param status the status that clients decide on, such as ABORTED
	 */
	public void failCommits(int times, StatusCode status) {
		this.script.failCommits(requireNotNegative("times", times),
				new RejectedException(status, status.getNumber(), "A fault failed the commit"));
	}

	/**
	 * Carries the next commits of transactions out, but ends their calls with the gRPC
	 * status UNAVAILABLE: the client can't know the outcome.
	 * @param times how many; 0 for none
	 */
	public void loseCommitAnswers(int times) {
		this.script.loseCommitAnswers(requireNotNegative("times", times));
	}

	/**
	 * Ends all query sessions; their transactions are rolled back, and attached clients
	 * are told BAD_SESSION.
	 */
	public void endQuerySessions() {
		this.script.counted(FaultKind.END_QUERY_SESSION, this.target.endQuerySessions());
	}

	/**
	 * How often a fault happened since the broker began.
	 * @param kind the fault
	 * @return a count; clearing does not reset it
	 */
	public long count(FaultKind kind) {
		return this.script.count(kind);
	}

	/**
	 * Forgets the faults that have not happened yet, and lets go what is held back.
	 */
	public void clear() {
		this.script.clear();
		this.target.wakeStreams();
	}

	private static int requireNotNegative(String name, int value) {
		if (value < 0) {
			throw new IllegalArgumentException(name + " is " + value + " (expected 0 or more)");
		}
		return value;
	}

}
