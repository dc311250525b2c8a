package io.ydbtopic.client.internal.stream;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import io.ydbtopic.client.StreamFailure;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicClosedException;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.ClientRuntime;
import io.ydbtopic.client.internal.runtime.Scheduled;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When to connect: the one reconnect loop, its backoff, the fatal signal and the order of
 * closing. It promises one live connection at most, that a dead one is closed before its
 * error is judged and judged before the wait, and that every path ends in
 * {@link StreamOwner#terminated} exactly once after a close or a fatal error. The trap:
 * the owner is called on the loop and must not block. {@link #start} and {@link #close}
 * may be called from any thread; all else is confined to the loop.
 *
 * @param <C> the kind of connection
 */
public final class StreamReconnector<C extends StreamConnection<?, ?>> {

	private static final Logger logger = LoggerFactory.getLogger(StreamReconnector.class);

	private final String id;

	private final ClientRuntime runtime;

	private final SerialLoop loop;

	private final ReconnectPolicy policy;

	private final StreamOwner<C> owner;

	private final StreamStatusTracker status;

	private final CompletableFuture<Void> closed = new CompletableFuture<>();

	/** Raised by the first close, from any thread, before the loop hears of it. */
	private final AtomicBoolean closeRequested = new AtomicBoolean();

	/**
	 * Connections whose call may still be open: more than one only while an old one ends.
	 */
	private final Set<C> open = new LinkedHashSet<>();

	private ReconnectorState state = ReconnectorState.NEW;

	/** The connection that the loop holds; null in a backoff and after the end. */
	private @Nullable C current;

	/** Failures in a row; forgotten only after a connection has proved itself. */
	private int attempt;

	private long connections;

	private boolean everConnected;

	/** The wait before the current connection, which it must outlive to prove itself. */
	private Duration lastDelay = Duration.ZERO;

	/** What the current connection must do; null before the first. */
	private @Nullable HealthProof proof;

	/** The wait before the next attempt; null before the first. */
	private @Nullable Pause pause;

	private Scheduled closeDeadline = Scheduled.NONE;

	private @Nullable TopicException lastError;

	public StreamReconnector(String id, ClientRuntime runtime, SerialLoop loop, ReconnectPolicy policy,
			StreamOwner<C> owner, StreamStatusTracker status) {
		this.id = id;
		this.runtime = runtime;
		this.loop = loop;
		this.policy = policy;
		this.owner = owner;
		this.status = status;
	}

	/** Begins to connect. Called once. */
	public void start() {
		this.loop.execute(() -> {
			if (this.state == ReconnectorState.NEW) {
				connect();
			}
		});
	}

	private void connect() {
		transitionTo(ReconnectorState.CONNECTING);
		C connection;
		try {
			connection = this.owner.connect(this.id + "." + ++this.connections);
		}
		catch (RuntimeException ex) {
			afterFailure(null, asTopicException(ex));
			return;
		}
		this.current = connection;
		this.open.add(connection);
		try {
			connection.start(new ConnectionEvents(connection));
		}
		catch (RuntimeException ex) {
			afterFailure(connection, asTopicException(ex));
		}
	}

	private void onReady(C connection) {
		transitionTo(ReconnectorState.READY);
		this.everConnected = true;
		logger.debug("{}: connected", connection.id());
		HealthProof wanted = HealthProof.after(this.lastDelay, this.policy.healthyAfter(), connection);
		this.proof = wanted;
		this.status.connected(wanted);
		this.owner.connected(connection);
	}

	private void onFailed(C connection, TopicException error) {
		if (connection == this.current
				&& (this.state == ReconnectorState.CONNECTING || this.state == ReconnectorState.READY)) {
			afterFailure(connection, error);
		}
	}

	/** First close, then judge, then wait. */
	private void afterFailure(@Nullable C connection, TopicException error) {
		this.loop.assertInLoop();
		boolean wasReady = this.state == ReconnectorState.READY;
		this.lastError = error;
		this.current = null;
		if (connection != null) {
			connection.cancel("failed: " + error.status());
			HealthProof given = this.proof;
			if (wasReady && given != null && given.isGiven(this.runtime.nanoTime())) {
				this.attempt = 0;
			}
			if (wasReady) {
				tell("disconnected", () -> this.owner.disconnected(connection, error));
			}
		}
		RetryVerdict verdict = this.policy.judge(error, this.everConnected, this.attempt);
		if (verdict.isRetriable()) {
			waitAndConnect(error, verdict);
		}
		else {
			endWith(error);
		}
	}

	private void waitAndConnect(TopicException error, RetryVerdict verdict) {
		Duration delay = this.policy.delay(this.attempt, verdict);
		CompletableFuture<Boolean> veto = this.policy
			.veto(new StreamFailure(this.status.kind(), error, this.everConnected, this.attempt));
		this.attempt++;
		this.lastDelay = delay;
		transitionTo(ReconnectorState.BACKOFF);
		logger.atLevel(this.status.levelOfFailure(this.attempt))
			.log("{}: {} ({}); attempt {} in {} ms", this.id, error.getMessage(), error.status(), this.attempt,
					delay.toMillis());
		this.status.reconnecting(error, this.attempt, delay);
		this.pause = new Pause(this.loop, this.id, delay, veto, this::connect, () -> endWith(error));
	}

	private void endWith(TopicException error) {
		transitionTo(ReconnectorState.FAILED);
		this.closeDeadline.cancel();
		logger.error("{}: ended for good: {} ({})", this.id, error.getMessage(), error.status());
		this.status.failed(error);
		tell("terminated", () -> this.owner.terminated(error));
		this.closed.complete(null);
	}

	/** An owner that fails must not stop the loop half-way. */
	private void tell(String what, Runnable call) {
		try {
			call.run();
		}
		catch (RuntimeException ex) {
			logger.error("{}: the owner failed when it was told: {}", this.id, what, ex);
		}
	}

	/**
	 * Closes: waits for the owner's flush until the deadline, reconnecting if it must;
	 * then no new connection; then the live one is closed; then waiters are woken.
	 * Harmless when repeated; the first deadline counts.
	 * @return done when the stream has ended; never fails
	 */
	public CompletableFuture<Void> close(Duration deadline) {
		if (this.closeRequested.compareAndSet(false, true)) {
			this.loop.execute(() -> beginClose(deadline));
		}
		return this.closed;
	}

	private void beginClose(Duration deadline) {
		if (this.state.isOver()) {
			return;
		}
		if (this.state == ReconnectorState.NEW || deadline.isZero() || deadline.isNegative()) {
			finishClose();
			return;
		}
		this.closeDeadline = this.loop.schedule(this.id + " close deadline", deadline, this::finishClose);
		this.owner.flush().whenComplete((result, error) -> this.loop.execute(this::finishClose));
	}

	private void finishClose() {
		if (this.state.isOver() || this.state == ReconnectorState.CLOSING) {
			return;
		}
		this.closeDeadline.cancel();
		Pause waiting = this.pause;
		if (waiting != null) {
			waiting.cancel();
		}
		boolean wasReady = this.state == ReconnectorState.READY;
		transitionTo(ReconnectorState.CLOSING);
		C connection = this.current;
		this.current = null;
		TopicClosedException cause = new TopicClosedException(this.id + " is closed", this.lastError);
		if (connection != null) {
			connection.closeGracefully();
			if (wasReady) {
				tell("disconnected", () -> this.owner.disconnected(connection, cause));
			}
		}
		this.status.closed();
		tell("terminated", () -> this.owner.terminated(cause));
		finishWhenNothingIsOpen();
	}

	private void onEnded(C connection) {
		this.open.remove(connection);
		finishWhenNothingIsOpen();
	}

	private void finishWhenNothingIsOpen() {
		if (this.state == ReconnectorState.CLOSING && this.open.isEmpty()) {
			transitionTo(ReconnectorState.CLOSED);
			logger.debug("{}: closed", this.id);
			this.closed.complete(null);
		}
	}

	void transitionTo(ReconnectorState next) {
		this.loop.assertInLoop();
		if (!this.state.next().contains(next)) {
			throw new IllegalStateException(this.id + ": " + this.state + " can't become " + next);
		}
		logger.trace("{}: {} -> {}", this.id, this.state, next);
		this.runtime.stateChanged(this.state, next);
		this.state = next;
	}

	private TopicException asTopicException(RuntimeException ex) {
		return (ex instanceof TopicException known) ? known : new TopicException(this.id + ": can't open a stream",
				StatusCode.CLIENT_INTERNAL, List.of(), RetryVerdict.RETRY_SLOW, ex);
	}

	/** The live connection after its handshake; null at any other time. On the loop. */
	public @Nullable C connection() {
		this.loop.assertInLoop();
		return (this.state == ReconnectorState.READY) ? this.current : null;
	}

	/** Whether a close was asked for, from any thread. */
	public boolean isCloseRequested() {
		return this.closeRequested.get();
	}

	ReconnectorState state() {
		return this.state;
	}

	/** Calls that may still be open. */
	int openConnections() {
		return this.open.size();
	}

	@Override
	public String toString() {
		return this.id + " " + this.state;
	}

	/** Ties a connection's events to it. */
	private final class ConnectionEvents implements StreamConnection.Events {

		private final C connection;

		ConnectionEvents(C connection) {
			this.connection = connection;
		}

		@Override
		public void ready() {
			onReady(this.connection);
		}

		@Override
		public void failed(TopicException error) {
			onFailed(this.connection, error);
		}

		@Override
		public void ended() {
			onEnded(this.connection);
		}

	}

}
