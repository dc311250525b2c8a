package io.ydbtopic.broker.fault;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import io.ydbtopic.broker.error.RejectedException;
import org.jspecify.annotations.Nullable;

/**
 * The faults that wait for their occasion: streams ask it at the points where something
 * may go wrong, and each asking that answers with a fault uses one up and counts it. Safe
 * for use by many threads.
 */
public final class FaultScript {

	private final Map<FaultKind, AtomicLong> counts = new EnumMap<>(FaultKind.class);

	/** Topic path to the number of requests that are still to be dropped. */
	private final Map<String, Integer> dropsAfterStoring = new ConcurrentHashMap<>();

	private final Set<FrozenPartition> frozen = ConcurrentHashMap.newKeySet();

	private volatile Duration ackDelay = Duration.ZERO;

	private volatile boolean rejectTokens;

	private volatile boolean doubtTokens;

	private int acksToLose;

	private int handshakesToFail;

	private @Nullable RejectedException handshakeFailure;

	private int handshakesToDieAfter;

	private int handshakesToIgnore;

	private int commitsToFail;

	private @Nullable RejectedException commitFailure;

	private int commitAnswersToLose;

	/**
	 * Makes a script without faults.
	 */
	public FaultScript() {
		for (FaultKind kind : FaultKind.values()) {
			this.counts.put(kind, new AtomicLong());
		}
	}

	private record FrozenPartition(String topic, long partition) {
	}

	private AtomicLong counter(FaultKind kind) {
		AtomicLong counter = this.counts.get(kind);
		if (counter == null) {
			throw new IllegalStateException("Every kind has a counter, but not " + kind);
		}
		return counter;
	}

	void counted(FaultKind kind, long times) {
		counter(kind).addAndGet(times);
	}

	long count(FaultKind kind) {
		return counter(kind).get();
	}

	synchronized void failHandshakes(int times, RejectedException reason) {
		this.handshakesToFail = times;
		this.handshakeFailure = reason;
	}

	synchronized void dieAfterHandshakes(int times) {
		this.handshakesToDieAfter = times;
	}

	synchronized void ignoreHandshakes(int times) {
		this.handshakesToIgnore = times;
	}

	synchronized void failCommits(int times, RejectedException reason) {
		this.commitsToFail = times;
		this.commitFailure = reason;
	}

	synchronized void loseCommitAnswers(int times) {
		this.commitAnswersToLose = times;
	}

	synchronized void loseAcks(int requests) {
		this.acksToLose = requests;
	}

	void dropAfterStoring(String topic, int requests) {
		this.dropsAfterStoring.put(topic, requests);
	}

	void delayAcks(Duration delay) {
		this.ackDelay = delay;
	}

	void rejectTokens(boolean reject) {
		this.rejectTokens = reject;
	}

	void doubtTokens(boolean doubt) {
		this.doubtTokens = doubt;
	}

	boolean freeze(String topic, long partition) {
		return this.frozen.add(new FrozenPartition(topic, partition));
	}

	void unfreeze(String topic, long partition) {
		this.frozen.remove(new FrozenPartition(topic, partition));
	}

	synchronized void clear() {
		this.dropsAfterStoring.clear();
		this.frozen.clear();
		this.ackDelay = Duration.ZERO;
		this.rejectTokens = false;
		this.doubtTokens = false;
		this.acksToLose = 0;
		this.handshakesToFail = 0;
		this.handshakeFailure = null;
		this.handshakesToDieAfter = 0;
		this.handshakesToIgnore = 0;
		this.commitsToFail = 0;
		this.commitFailure = null;
		this.commitAnswersToLose = 0;
	}

	/**
	 * Asked once for each handshake.
	 * @return what goes wrong; null for nothing
	 */
	public synchronized @Nullable HandshakeFault nextHandshakeFault() {
		if (this.handshakesToIgnore > 0) {
			this.handshakesToIgnore--;
			counted(FaultKind.IGNORE_HANDSHAKE, 1);
			return new HandshakeFault.Ignore();
		}
		if (this.handshakesToFail > 0 && this.handshakeFailure != null) {
			this.handshakesToFail--;
			counted(FaultKind.FAIL_HANDSHAKE, 1);
			return new HandshakeFault.Fail(this.handshakeFailure);
		}
		if (this.handshakesToDieAfter > 0) {
			this.handshakesToDieAfter--;
			counted(FaultKind.DIE_AFTER_HANDSHAKE, 1);
			return new HandshakeFault.DieAfter();
		}
		return null;
	}

	/**
	 * Asked once for each stored write request.
	 * @param topic the topic's absolute path
	 * @return whether the stream is cut before the ack
	 */
	public boolean takeDropAfterStoring(String topic) {
		if (this.dropsAfterStoring.isEmpty()) {
			return false;
		}
		boolean[] taken = new boolean[1];
		this.dropsAfterStoring.computeIfPresent(topic, (path, left) -> {
			taken[0] = left > 0;
			return (left > 1) ? left - 1 : null;
		});
		if (taken[0]) {
			counted(FaultKind.DROP_AFTER_STORING, 1);
		}
		return taken[0];
	}

	/**
	 * Asked once for each write response that is about to be sent.
	 * @return whether it is swallowed
	 */
	public synchronized boolean takeLostAck() {
		if (this.acksToLose == 0) {
			return false;
		}
		this.acksToLose--;
		counted(FaultKind.LOSE_ACKS, 1);
		return true;
	}

	/**
	 * Asked once for each commit of a transaction.
	 * @return what the client is told while everything is rolled back; null for nothing
	 */
	public synchronized @Nullable RejectedException takeCommitFailure() {
		if (this.commitsToFail == 0) {
			return null;
		}
		this.commitsToFail--;
		counted(FaultKind.FAIL_COMMIT, 1);
		return this.commitFailure;
	}

	/**
	 * Asked once for each commit of a transaction that went well.
	 * @return whether the call ends without its answer
	 */
	public synchronized boolean takeLostCommitAnswer() {
		if (this.commitAnswersToLose == 0) {
			return false;
		}
		this.commitAnswersToLose--;
		counted(FaultKind.LOSE_COMMIT_ANSWER, 1);
		return true;
	}

	/**
	 * Asked once for each write response.
	 * @return how long it is held back; zero for not at all
	 */
	public Duration takeAckDelay() {
		Duration delay = this.ackDelay;
		if (!delay.isZero()) {
			counted(FaultKind.DELAY_ACKS, 1);
		}
		return delay;
	}

	/**
	 * Whether a partition neither delivers nor acknowledges.
	 * @param topic the topic's absolute path
	 * @param partition the partition
	 * @return true while it is frozen
	 */
	public boolean isFrozen(String topic, long partition) {
		return !this.frozen.isEmpty() && this.frozen.contains(new FrozenPartition(topic, partition));
	}

	/**
	 * Asked once for each token.
	 * @return whether it is refused, whatever it is
	 */
	public boolean takeTokenRejection() {
		if (this.rejectTokens) {
			counted(FaultKind.REJECT_TOKEN, 1);
		}
		return this.rejectTokens;
	}

	/**
	 * Asked once for each token that comes, unless it is refused.
	 * @return true when nobody can say whether it is good
	 */
	public boolean takeTokenDoubt() {
		if (this.doubtTokens) {
			counted(FaultKind.DOUBT_TOKEN, 1);
		}
		return this.doubtTokens;
	}

}
