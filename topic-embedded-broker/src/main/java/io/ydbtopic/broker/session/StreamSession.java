package io.ydbtopic.broker.session;

import io.ydbtopic.broker.error.IssueCode;
import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.fault.ArmedFault;
import io.ydbtopic.broker.fault.FaultKind;
import io.ydbtopic.broker.fault.FaultScript;
import io.ydbtopic.broker.fault.FaultSubject;
import io.ydbtopic.broker.journal.JournalKind;
import io.ydbtopic.broker.runtime.SerialQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the two kinds of streams have in common: the handshake comes first, messages are
 * handled one after the other, an error is told once and ends the stream, and whatever
 * ends the stream releases what it held, once. All of it happens in one queue; the
 * methods that are called from outside only enqueue. Any thread may call those.
 *
 * @param <Q> what the client sends
 * @param <R> what is sent to the client
 */
public abstract class StreamSession<Q, R> implements LiveStream {

	private static final Logger logger = LoggerFactory.getLogger(StreamSession.class);

	/** Small messages are asked for ahead, so that none waits for the one before it. */
	private static final int PULLS_MAX = 16;

	/** Messages above this are taken one by one: it bounds what waits in memory. */
	private static final int SMALL_BYTES_MAX = 16_384;

	private final BrokerContext context;

	private final SilenceableOutgoing<R> out;

	private final SerialQueue queue;

	/** The token that the client came with, or its newest one; empty for none. */
	private String token;

	/** Nothing is handled or sent any more; what was held is released. */
	private boolean ended;

	private boolean initialised;

	/** A fault ends the stream when the handshake is answered. */
	private boolean dying;

	/** A fault left the handshake without an answer; all that follows is ignored. */
	private boolean ignoring;

	/** Messages that were asked for and have not come. */
	private int pulled;

	/** The client was not asked for more because it doesn't take what was sent to it. */
	private boolean blocked;

	/** How many to ask for; grows with small messages, falls back with a large one. */
	private int pullTarget = 1;

	private volatile FaultSubject faultSubject = FaultSubject.NONE;

	StreamSession(String name, BrokerContext context, Outgoing<R> out, String token) {
		this.context = context;
		this.out = new SilenceableOutgoing<>(out);
		this.token = token;
		this.queue = new SerialQueue(name, context.runtime().executor());
	}

	/**
	 * The client opened the stream.
	 */
	public final void opened() {
		this.context.streams().add(this);
		enqueue(this::pullMore);
	}

	/**
	 * The client sent a message.
	 * @param message the message
	 * @param size its size on the wire, in bytes
	 */
	public final void received(Q message, int size) {
		enqueue(() -> {
			this.pulled--;
			this.pullTarget = (size <= SMALL_BYTES_MAX) ? Math.min(PULLS_MAX, 2 * this.pullTarget) : 1;
			if (!this.ignoring) {
				dispatch(message, size);
			}
		});
	}

	/**
	 * Lets the client go on; what it may send next is bounded. A client that doesn't read
	 * its answers may ask nothing more, else they would pile up.
	 */
	final void pullMore() {
		if (this.ended || this.pulled >= this.pullTarget) {
			return;
		}
		this.blocked = !this.out.isReady();
		if (!this.blocked) {
			this.out.pull(this.pullTarget - this.pulled);
			this.pulled = this.pullTarget;
		}
	}

	/** Asks the client for more, once it takes again what is sent to it. */
	void pullAgain() {
		pullMore();
	}

	/**
	 * The client will send no more.
	 */
	public final void halfClosed() {
		enqueue(() -> {
			if (!this.ignoring) {
				onHalfClose(this.initialised);
			}
		});
	}

	/**
	 * The client or the connection is gone.
	 */
	public final void cancelled() {
		this.queue.execute(() -> {
			this.out.gone();
			this.context.streams().callEnded(this);
		});
		enqueue(() -> finish("the client or its connection is gone"));
	}

	/**
	 * The client takes messages again.
	 */
	public final void ready() {
		enqueue(() -> {
			onReady();
			if (this.blocked) {
				pullAgain();
			}
		});
	}

	@Override
	public final void wake() {
		enqueue(this::onReady);
	}

	@Override
	public final void silence() {
		enqueue(() -> {
			this.out.silence();
			this.ignoring = true;
			this.context.streams().silenced(this);
		});
	}

	@Override
	public final void cutIfSilent() {
		this.queue.execute(() -> {
			this.context.streams().callEnded(this);
			if (this.out.isSilent()) {
				this.out.cut("Connection lost (it was half-open by a fault)");
				if (!this.ended) {
					finish("it was half-open by a fault");
				}
			}
		});
	}

	@Override
	public final FaultSubject faultSubject() {
		return this.faultSubject;
	}

	/** What faults know the stream by from now on. */
	final void knownToFaultsAs(FaultSubject subject) {
		this.faultSubject = subject;
	}

	@Override
	public final void recheckRights() {
		enqueue(() -> {
			if (this.initialised) {
				checkRights();
			}
		});
	}

	@Override
	public final void fail(RejectedException reason) {
		enqueue(() -> tellAndEnd(reason));
	}

	@Override
	public final void close(StreamEnd end, String text) {
		enqueue(() -> endCall(end, text));
	}

	/** Runs a step of the session later, unless it has ended by then. */
	final void enqueue(Runnable step) {
		this.queue.execute(() -> {
			if (!this.ended) {
				guarded(step);
			}
		});
	}

	private void guarded(Runnable step) {
		try {
			step.run();
		}
		catch (RejectedException ex) {
			tellAndEnd(ex);
		}
		catch (RuntimeException | Error ex) {
			logger.error("{} failed and ends", this, ex);
			tellAndEnd(new RejectedException(IssueCode.ERROR, "Internal error"));
		}
	}

	private void dispatch(Q message, int size) {
		if (!isInit(message)) {
			if (!this.initialised) {
				throw RejectedException.badRequest("The first message is not an init request (expected one)");
			}
			handle(message, size);
			return;
		}
		if (this.initialised) {
			throw RejectedException.badRequest("A second init request (expected one, as the first message)");
		}
		this.initialised = true;
		handshake(message);
	}

	private void handshake(Q message) {
		this.context.streams().countHandshake();
		FaultScript faults = this.context.faults();
		FaultSubject subject = faults.anyArmed() ? asked(message) : FaultSubject.NONE;
		ArmedFault delayed = faults.strike(FaultKind.DELAY_HANDSHAKE, subject);
		if (delayed != null) {
			this.context.runtime()
				.schedule("delayed handshake", delayed.delay(), () -> enqueue(() -> handshake(message, subject)));
			return;
		}
		handshake(message, subject);
	}

	private void handshake(Q message, FaultSubject subject) {
		FaultScript faults = this.context.faults();
		if (faults.strike(FaultKind.IGNORE_HANDSHAKE, subject) != null) {
			this.ignoring = true;
			return;
		}
		ArmedFault failure = faults.strike(FaultKind.FAIL_HANDSHAKE, subject);
		if (failure != null && failure.reason() != null) {
			throw failure.reason();
		}
		this.dying = faults.strike(FaultKind.DIE_AFTER_HANDSHAKE, subject) != null;
		init(message);
	}

	/** The handshake is answered. */
	final void answered() {
		if (this.dying) {
			endCall(StreamEnd.UNAVAILABLE, "Connection lost (fault " + FaultKind.DIE_AFTER_HANDSHAKE + ")");
		}
	}

	/** Tells what happened to the stream as a whole. */
	final void tell(JournalKind kind, String text) {
		if (this.context.journal().isOn()) {
			FaultSubject known = this.faultSubject;
			String topic = (known.topics().size() == 1) ? known.topics().iterator().next() : null;
			this.context.journal()
				.add(kind, topic, known.partition(), known.consumer() + known.producer(), journalName() + " " + text);
		}
	}

	/** Takes the client's new token over, or ends the stream. */
	final void changeToken(String newToken) {
		if (newToken.equals(this.token)) {
			return;
		}
		switch (this.context.tokens().check(newToken)) {
			case GOOD -> {
				this.token = newToken;
				checkRights();
			}
			case MISSING, BAD -> endCall(StreamEnd.UNAUTHENTICATED, "The token is not valid");
			case UNKNOWN -> throw new RejectedException(IssueCode.ERROR, TokenGate.UNKNOWN_TEXT);
		}
	}

	/** Whether the client came without a token, where one is required. */
	final boolean tokenMissing() {
		return this.token.isEmpty() && this.context.tokens().required();
	}

	/** Who the client is. */
	final String user() {
		return this.context.tokens().user(this.token);
	}

	private void tellAndEnd(RejectedException reason) {
		if (!this.ended) {
			logger.debug("{} ends with {}: {}", this, reason.status(), reason.text());
			this.out.send(error(reason));
			this.out.end(StreamEnd.OK, "");
			finish(reason.status() + ", " + reason.text());
		}
	}

	final void endCall(StreamEnd end, String text) {
		if (!this.ended) {
			this.out.end(end, text);
			finish((end == StreamEnd.OK) ? "in order" : end + ", " + text);
		}
	}

	private void finish(String why) {
		this.ended = true;
		this.context.streams().remove(this);
		try {
			tell(JournalKind.STREAM_ENDED, why);
		}
		finally {
			release();
		}
	}

	final boolean ended() {
		return this.ended;
	}

	final BrokerContext context() {
		return this.context;
	}

	final Outgoing<R> out() {
		return this.out;
	}

	final void assertInQueue() {
		this.queue.assertInside();
	}

	abstract boolean isInit(Q message);

	abstract void init(Q message);

	/** What a handshake asks for, as faults see it. */
	abstract FaultSubject asked(Q init);

	abstract void handle(Q message, int size);

	abstract void onHalfClose(boolean afterInit);

	abstract void onReady();

	abstract R error(RejectedException reason);

	/** Refuses what the client does when it has lost the right to. */
	abstract void checkRights();

	/** How the journal names the stream. */
	abstract String journalName();

	/** Lets go of everything that was taken; called once. */
	abstract void release();

	/** The path that the client asked for; null before the handshake. */
	abstract @Nullable String subject();

	@Override
	public final String toString() {
		return getClass().getSimpleName() + "[" + subject() + "]";
	}

}
