package io.ydbtopic.client.internal.stream;

import java.util.List;

import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.ClientRuntime;
import io.ydbtopic.client.internal.runtime.Scheduled;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a stream is: one call from its construction to its end, with its handshake, its
 * first error and its token. It promises one {@link Events#ready} at most, one
 * {@link Events#failed} at most and one {@link Events#ended} at the end of the call. The
 * trap: the call exists before the handshake has begun, so whoever builds a connection
 * must close it, whatever happens. Confined to its loop.
 *
 * @param <Q> what the client sends
 * @param <R> what the server sends
 */
public abstract class StreamConnection<Q, R> implements StreamListener<R> {

	private static final Logger logger = LoggerFactory.getLogger(StreamConnection.class);

	/**
	 * Messages that the transport may deliver ahead: hides the hop to the loop. What a
	 * server may send is bounded by bytes, not by this.
	 */
	private static final int PREFETCH = 64;

	/** So many are asked for at once: each time wakes a thread of the transport. */
	private static final int ASKED_AT_ONCE = PREFETCH / 2;

	private final String id;

	private final ClientRuntime runtime;

	private final SerialLoop loop;

	private final StreamOptions options;

	private final StreamCall<Q> call;

	private final TokenRefresh tokenRefresh;

	private final long builtAt;

	private Phase phase = Phase.BUILT;

	/** Set by {@link #start}; nobody to tell before that. */
	private @Nullable Events events;

	/** The first error, which later ones are added to; null while all is well. */
	private @Nullable TopicException firstError;

	private Scheduled timer = Scheduled.NONE;

	/** Messages that came since the transport was asked for more. */
	private int taken;

	/** Whether the call has ended, so that there is nothing to cancel. */
	private boolean callOver;

	/** Raised once, by the loop; read from any thread. */
	private volatile boolean movedData;

	/**
	 * Builds the connection and its call. Nothing is sent before {@link #start}.
	 * @param id name in all log lines, and the trace id of the call
	 */
	@SuppressWarnings("this-escape") // the transport tells the loop later, never from
										// here
	protected StreamConnection(String id, ClientRuntime runtime, SerialLoop loop, StreamOptions options,
			StreamTransport<Q, R> transport) {
		loop.assertInLoop();
		this.id = id;
		this.runtime = runtime;
		this.loop = loop;
		this.options = options;
		this.builtAt = runtime.nanoTime();
		this.tokenRefresh = new TokenRefresh(id, loop, runtime.userExecutor(), options,
				(token) -> send(tokenRequest(token)));
		this.call = transport.open(loop, id, this);
	}

	/** The first message of the stream. */
	protected abstract Q handshakeRequest();

	/** The message that renews the token. */
	protected abstract Q tokenRequest(String token);

	/** The failure that a message reports; null if it reports none. Looked at first. */
	protected abstract @Nullable TopicException failureOf(R message);

	/**
	 * Takes the first good message.
	 * @return why the handshake fails; null if it succeeded
	 */
	protected abstract @Nullable TopicException onHandshake(R message);

	/** Takes a message after the handshake. */
	protected abstract void onData(R message);

	/** Whether a message only confirms a token. */
	protected abstract boolean isTokenResponse(R message);

	/** The transport takes messages again; called after the handshake only. */
	protected void onWritable() {
	}

	/** Sends the handshake and begins to wait for its answer. Called once. */
	final void start(Events listener) {
		this.loop.assertInLoop();
		if (this.phase == Phase.CLOSED) {
			return;
		}
		this.events = listener;
		enter(Phase.HANDSHAKE);
		this.timer = this.loop.schedule(this.id + " handshake timeout", this.options.handshakeTimeout(),
				this::handshakeTimedOut);
		this.call.request(PREFETCH);
		this.call.send(handshakeRequest());
	}

	private void handshakeTimedOut() {
		if (this.phase == Phase.HANDSHAKE) {
			fail(new TopicException(this.id + ": no answer to the handshake within " + this.options.handshakeTimeout(),
					StatusCode.CLIENT_HANDSHAKE_TIMEOUT, RetryVerdict.RETRY_FAST));
		}
	}

	@Override
	public final void onMessage(R message) {
		this.loop.assertInLoop();
		if (this.phase != Phase.HANDSHAKE && this.phase != Phase.READY) {
			// The owner has been told that the connection is over.
			return;
		}
		try {
			take(message);
		}
		catch (TopicException ex) {
			fail(ex);
		}
		catch (RuntimeException ex) {
			fail(new TopicException(this.id + ": failed to handle a message of the server", StatusCode.CLIENT_INTERNAL,
					List.of(), RetryVerdict.RETRY_SLOW, ex));
		}
		this.taken++;
		if (!this.callOver && this.taken == ASKED_AT_ONCE) {
			this.taken = 0;
			this.call.request(ASKED_AT_ONCE);
		}
	}

	private void take(R message) {
		TopicException failure = failureOf(message);
		if (failure != null) {
			fail(failure);
		}
		else if (this.phase == Phase.HANDSHAKE) {
			takeHandshake(message);
		}
		else if (isTokenResponse(message)) {
			this.tokenRefresh.confirmed();
		}
		else {
			onData(message);
		}
	}

	private void takeHandshake(R message) {
		TopicException refusal = onHandshake(message);
		if (refusal != null) {
			fail(refusal);
			return;
		}
		this.timer.cancel();
		enter(Phase.READY);
		this.tokenRefresh.start(this.call.token());
		if (this.events != null) {
			this.events.ready();
		}
	}

	@Override
	public final void onReady() {
		this.loop.assertInLoop();
		if (this.phase == Phase.READY) {
			onWritable();
		}
	}

	@Override
	public final void onClosed(@Nullable TopicException error) {
		this.loop.assertInLoop();
		this.callOver = true;
		this.timer.cancel();
		if (this.phase != Phase.CLOSING && this.phase != Phase.CLOSED) {
			fail((error != null) ? error : new TopicException(this.id + ": the server ended the stream",
					StatusCode.CLIENT_STREAM_ENDED, RetryVerdict.RETRY_FAST));
		}
		else if (error != null) {
			suppress(error);
		}
		ended();
	}

	/**
	 * Fixes the first error, or adds to it. The owner hears of the first alone, and
	 * closes the connection.
	 */
	protected final void fail(TopicException error) {
		this.loop.assertInLoop();
		if (this.firstError != null || this.phase == Phase.CLOSED) {
			suppress(error);
			return;
		}
		this.firstError = error;
		if (this.events != null) {
			this.events.failed(error);
		}
	}

	private void suppress(TopicException error) {
		if (this.firstError != null && this.firstError != error) {
			this.firstError.addSuppressed(error);
		}
		logger.debug("{}: later error: {}", this.id, error.getMessage());
	}

	/** Ends the call now. Harmless when repeated. */
	final void cancel(String reason) {
		this.loop.assertInLoop();
		this.timer.cancel();
		this.tokenRefresh.stop();
		if (this.phase == Phase.CLOSED) {
			return;
		}
		enter(Phase.CLOSED);
		if (!this.callOver) {
			this.callOver = true;
			try {
				this.call.cancel(reason);
			}
			catch (RuntimeException ex) {
				logger.warn("{}: cancelling the call failed", this.id, ex);
			}
		}
		ended();
	}

	/** Half-closes, gives the server a short time to end the call, then cancels. */
	final void closeGracefully() {
		this.loop.assertInLoop();
		if (this.phase != Phase.READY || this.callOver) {
			cancel("closed before it was ready");
			return;
		}
		enter(Phase.CLOSING);
		this.tokenRefresh.stop();
		this.timer.cancel();
		this.timer = this.loop.schedule(this.id + " close grace", this.options.closeGrace(),
				() -> cancel("the server did not end the stream in time"));
		this.call.halfClose();
	}

	private void ended() {
		Events listener = this.events;
		enter(Phase.CLOSED);
		this.tokenRefresh.stop();
		if (listener != null) {
			this.events = null;
			listener.ended();
		}
	}

	/** Sends a message, unless the connection is closing. */
	protected final void send(Q message) {
		this.loop.assertInLoop();
		if (this.phase == Phase.HANDSHAKE || this.phase == Phase.READY) {
			this.call.send(message);
		}
	}

	/** Whether a message would go out without being buffered. */
	protected final boolean isWritable() {
		return this.phase == Phase.READY && this.call.isReady();
	}

	/** Whether the handshake has succeeded and nothing has failed since. */
	public final boolean isReady() {
		return this.phase == Phase.READY && this.firstError == null;
	}

	/** The connection has done what it is for: the proof that resets the backoff. */
	protected final void markDataMoved() {
		if (!this.movedData) {
			this.movedData = true;
		}
	}

	final boolean movedData() {
		return this.movedData;
	}

	final long builtAt() {
		return this.builtAt;
	}

	/** Name in all log lines. */
	public final String id() {
		return this.id;
	}

	@Override
	public String toString() {
		return this.id + " " + this.phase;
	}

	private void enter(Phase next) {
		if (this.phase != next) {
			this.runtime.stateChanged(this.phase, next);
			this.phase = next;
		}
	}

	private enum Phase {

		BUILT, HANDSHAKE, READY, CLOSING, CLOSED

	}

	/** What a connection tells the one who made it; on the loop. */
	interface Events {

		/** The handshake has succeeded. */
		void ready();

		/** The first error; the connection waits to be cancelled. */
		void failed(TopicException error);

		/** The call is over, and with it the connection. */
		void ended();

	}

}
