package io.ydbtopic.broker.fault;

import java.time.Duration;
import java.util.function.Predicate;

import io.ydbtopic.broker.error.IssueCode;
import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import org.jspecify.annotations.Nullable;

/**
 * Makes streams misbehave on purpose, within a scope. Some faults happen at once to the
 * live streams in scope, others are armed and wait for their occasion. Arming a fault
 * again for the same topic, partition, consumer and producer replaces what was armed
 * before; zero times, or no delay, takes it away. Safe for use by many threads; a call
 * returns before the clients notice.
 */
public class StreamFaults {

	private final FaultScript script;

	private final FaultTarget target;

	private final FaultScope scope;

	StreamFaults(FaultScript script, FaultTarget target, FaultScope scope) {
		this.script = script;
		this.target = target;
		String topic = scope.topic();
		this.scope = (topic != null) ? scope.topic(target.absolutePath(topic)) : scope;
	}

	/**
	 * Ends the live streams with an error, in the form of the protocol.
	 * @param status the status that clients decide on
	 * @param message the text of the issue
	 */
	public void endStreams(StatusCode status, String message) {
		this.script.counted(FaultKind.END_STREAM,
				this.target.endStreams(inScope(), new RejectedException(status, IssueCode.ERROR.number(), message)));
	}

	/**
	 * Cuts the live streams, as if their connection was lost: they end with the gRPC
	 * status UNAVAILABLE.
	 */
	public void cutStreams() {
		this.script.counted(FaultKind.CUT_STREAM, this.target.cutStreams(inScope()));
	}

	/**
	 * Ends the live streams without an error: with the gRPC status OK and no message.
	 */
	public void endCleanly() {
		this.script.counted(FaultKind.END_CLEANLY, this.target.endCleanly(inScope()));
	}

	/**
	 * Makes the live streams half-open: nothing that they send is taken, nothing is sent
	 * to them, not even an end. They keep what they hold, such as partitions, until their
	 * client ends them or the fault is cleared; then they are cut.
	 */
	public void halfOpen() {
		this.script.counted(FaultKind.HALF_OPEN, this.target.silenceStreams(inScope()));
	}

	/** The streams in scope; a share is drawn anew for each call. */
	private Predicate<FaultSubject> inScope() {
		Chance chance = new Chance(this.scope.share(), this.scope.seed());
		return (subject) -> this.scope.covers(subject) && chance.next();
	}

	/**
	 * The next write requests are not stored, and their streams are cut.
	 * @param requests how many; 0 for none
	 * @return the armed fault
	 */
	public ArmedFault dropBeforeStoring(int requests) {
		return armForWriters(FaultKind.DROP_BEFORE_STORING, requireNotNegative("requests", requests), Duration.ZERO);
	}

	/**
	 * The next write requests are stored, but their streams are cut before the ack.
	 * @param requests how many; 0 for none
	 * @return the armed fault
	 */
	public ArmedFault dropAfterStoring(int requests) {
		return armForWriters(FaultKind.DROP_AFTER_STORING, requireNotNegative("requests", requests), Duration.ZERO);
	}

	/**
	 * Holds every ack back for a while, until changed or cleared.
	 * @param delay how long; zero for not at all
	 * @return the armed fault
	 */
	public ArmedFault delayAcks(Duration delay) {
		return armForWriters(FaultKind.DELAY_ACKS, timesOf(delay), delay);
	}

	/**
	 * Swallows the acks of the next write requests.
	 * @param requests how many; 0 for none
	 * @return the armed fault
	 */
	public ArmedFault loseAcks(int requests) {
		return armForWriters(FaultKind.LOSE_ACKS, requireNotNegative("requests", requests), Duration.ZERO);
	}

	/**
	 * Holds every batch of messages back for a while before it goes to its reader, as if
	 * the consumer was slow. Other partitions of the reader are not held back by it.
	 * @param delay how long; zero for not at all
	 * @return the armed fault
	 */
	public ArmedFault delayMessages(Duration delay) {
		return armForReaders(FaultKind.DELAY_MESSAGES, delay);
	}

	/**
	 * Carries every commit of offsets out, but holds its answer back for a while.
	 * @param delay how long; zero for not at all
	 * @return the armed fault
	 */
	public ArmedFault delayCommits(Duration delay) {
		return armForReaders(FaultKind.DELAY_COMMITS, delay);
	}

	/**
	 * Answers the next handshakes with an error.
	 * @param times how many; 0 for none
	 * @param status the status that clients decide on
	 * @param message the text of the issue
	 * @return the armed fault
	 */
	public ArmedFault failHandshakes(int times, StatusCode status, String message) {
		return arm(FaultKind.FAIL_HANDSHAKE, requireNotNegative("times", times), Duration.ZERO,
				new RejectedException(status, IssueCode.ERROR.number(), message));
	}

	/**
	 * Answers the next handshakes with an error.
	 * @param times how many; 0 for none
	 * @param status the status that clients decide on
	 * @return the armed fault
	 */
	public ArmedFault failHandshakes(int times, StatusCode status) {
		return failHandshakes(times, status, "A fault failed the handshake");
	}

	/**
	 * Holds every handshake back for a while before it is looked at, until changed or
	 * cleared.
	 * @param delay how long; zero for not at all
	 * @return the armed fault
	 */
	public ArmedFault delayHandshakes(Duration delay) {
		return arm(FaultKind.DELAY_HANDSHAKE, timesOf(delay), delay, null);
	}

	/**
	 * Accepts the next handshakes and cuts their streams right after.
	 * @param times how many; 0 for none
	 * @return the armed fault
	 */
	public ArmedFault dieAfterHandshake(int times) {
		return arm(FaultKind.DIE_AFTER_HANDSHAKE, requireNotNegative("times", times), Duration.ZERO, null);
	}

	/**
	 * Does not answer the next handshakes; their streams stay open.
	 * @param times how many; 0 for none
	 * @return the armed fault
	 */
	public ArmedFault ignoreHandshakes(int times) {
		return arm(FaultKind.IGNORE_HANDSHAKE, requireNotNegative("times", times), Duration.ZERO, null);
	}

	/**
	 * Answers the next calls about topics that are no streams with an error: create,
	 * alter, drop, the descriptions, commits of offsets and offsets in transactions.
	 * Nothing of them is carried out.
	 * @param times how many; 0 for none
	 * @param status the status that clients decide on, such as OVERLOADED
	 * @return the armed fault
	 */
	public ArmedFault failCalls(int times, StatusCode status) {
		if (this.scope.producer() != null || this.scope.partition() != null) {
			throw new IllegalArgumentException(FaultKind.FAIL_CALL + " can't be limited to " + this.scope
					+ " (limit it to a topic, a consumer or a share)");
		}
		return arm(FaultKind.FAIL_CALL, requireNotNegative("times", times), Duration.ZERO,
				new RejectedException(status, IssueCode.ERROR.number(), "A fault failed the call"));
	}

	private ArmedFault armForWriters(FaultKind kind, long times, Duration delay) {
		if (this.scope.consumer() != null) {
			throw new IllegalArgumentException(kind + " can't be limited to consumer '" + this.scope.consumer()
					+ "': it strikes writers (limit it to a topic, a partition, a producer or a share)");
		}
		return arm(kind, times, delay, null);
	}

	private ArmedFault armForReaders(FaultKind kind, Duration delay) {
		if (this.scope.producer() != null) {
			throw new IllegalArgumentException(kind + " can't be limited to producer '" + this.scope.producer()
					+ "': it strikes readers (limit it to a topic, a partition, a consumer or a share)");
		}
		return arm(kind, timesOf(delay), delay, null);
	}

	/** Arms a fault of calls, which no stream makes. */
	final ArmedFault armForCalls(FaultKind kind, long times, @Nullable RejectedException reason) {
		if (!this.scope.namesNothing()) {
			throw new IllegalArgumentException(
					kind + " can't be limited to " + this.scope + " (only to a share of the calls)");
		}
		return arm(kind, times, Duration.ZERO, reason);
	}

	final ArmedFault arm(FaultKind kind, long times, Duration delay, @Nullable RejectedException reason) {
		return this.script.arm(kind, this.scope, times, delay, reason);
	}

	private static long timesOf(Duration delay) {
		if (delay.isNegative()) {
			throw new IllegalArgumentException("delay is " + delay + " (expected zero or more)");
		}
		return delay.isZero() ? 0 : ArmedFault.UNLIMITED;
	}

	static int requireNotNegative(String name, int value) {
		if (value < 0) {
			throw new IllegalArgumentException(name + " is " + value + " (expected 0 or more)");
		}
		return value;
	}

	final FaultScope scope() {
		return this.scope;
	}

	final FaultScript script() {
		return this.script;
	}

	final FaultTarget target() {
		return this.target;
	}

}
