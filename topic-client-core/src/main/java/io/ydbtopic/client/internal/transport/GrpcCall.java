package io.ydbtopic.client.internal.transport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicClosedException;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import io.ydbtopic.client.internal.runtime.Waits;
import io.ydbtopic.client.internal.stream.StreamCall;
import io.ydbtopic.client.internal.stream.StreamListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A call that exists before its wire: it gets a token, then a channel, then opens; until
 * then what is sent is kept. It promises one {@code onClosed} unless it was cancelled,
 * and none after that. The trap: a cancel may come while a channel is on its way, so what
 * arrives for a call that is over is given back. Confined to its loop; gRPC's threads
 * only hop to it, once a message, unless the message is
 * {@linkplain StreamListener#isShort short}.
 *
 * @param <Q> what the client sends
 * @param <R> what the server sends
 */
final class GrpcCall<Q, R> implements StreamCall<Q> {

	private static final Logger logger = LoggerFactory.getLogger(GrpcCall.class);

	/** A node that has not answered a cancelled call for so long is taken for lost. */
	private static final Duration SILENCE = Duration.ofSeconds(5);

	private final MethodDescriptor<Q, R> method;

	private final CallSite site;

	private final SerialLoop loop;

	private final String traceId;

	private final StreamListener<R> listener;

	/** What is sent before the wire is open; empty afterwards. */
	private final List<Q> kept = new ArrayList<>();

	/** Messages that the server was allowed to send before the wire was open. */
	private int requested;

	private boolean halfClosed;

	/** Cancelled, or the listener was told the end. */
	private boolean finished;

	private @Nullable Token token;

	/** The wire; null before it is open. */
	private @Nullable Wire wire;

	GrpcCall(MethodDescriptor<Q, R> method, CallSite site, SerialLoop loop, String traceId,
			StreamListener<R> listener) {
		this.method = method;
		this.site = site;
		this.loop = loop;
		this.traceId = traceId;
		this.listener = listener;
	}

	/** Begins to open the wire. Called once. */
	void start() {
		this.loop.assertInLoop();
		this.site.begun();
		this.site.token().whenComplete((known, error) -> this.loop.execute(() -> tokenKnown(known, error)));
	}

	private void tokenKnown(@Nullable Token known, @Nullable Throwable error) {
		if (this.finished) {
			return;
		}
		if (known == null) {
			failBeforeWire(error);
			return;
		}
		this.token = known;
		this.site.lease().whenComplete((lease, failure) -> this.loop.execute(() -> leased(known, lease, failure)));
	}

	private void leased(Token known, @Nullable Lease lease, @Nullable Throwable error) {
		if (lease == null) {
			if (!this.finished) {
				failBeforeWire(error);
			}
		}
		else if (this.finished) {
			lease.giveBack().run();
		}
		else {
			openWire(known, lease);
		}
	}

	@Override
	public @Nullable String token() {
		Token known = this.token;
		return (known != null) ? known.value() : null;
	}

	private void failBeforeWire(@Nullable Throwable error) {
		this.site.over();
		Throwable cause = (error != null) ? Waits.unwrap(error) : new IllegalStateException("neither result nor error");
		finish((cause instanceof TopicException known) ? about(known) : internal(cause));
	}

	/** The same failure in the words of this call: one failure may end many calls. */
	private TopicException about(TopicException error) {
		if (error instanceof TopicClosedException) {
			return new TopicClosedException(context() + ": " + error.getMessage(), error);
		}
		return new TopicException(context() + ": " + error.getMessage(), error.status(), error.issues(),
				error.verdict(), error);
	}

	private TopicException internal(Throwable cause) {
		return new TopicException(context() + ": can't be opened", StatusCode.CLIENT_INTERNAL, List.of(),
				RetryVerdict.RETRY_SLOW, cause);
	}

	private void openWire(Token known, Lease lease) {
		Wire opened = new Wire(lease, known, lease.channel().newCall(this.method, CallOptions.DEFAULT));
		this.wire = opened;
		try {
			opened.call.start(opened, this.site.headers(known, this.traceId));
			if (this.requested > 0) {
				opened.call.request(this.requested);
			}
			this.kept.forEach(opened.call::sendMessage);
			this.kept.clear();
			if (this.halfClosed) {
				opened.call.halfClose();
			}
		}
		catch (RuntimeException ex) {
			opened.call.cancel("can't be opened", ex);
			opened.release();
			finish(internal(ex));
		}
	}

	@Override
	public void send(Q message) {
		this.loop.assertInLoop();
		if (this.halfClosed) {
			throw new IllegalStateException(context() + ": a message was sent after the half-close");
		}
		if (this.finished) {
			return;
		}
		Wire opened = this.wire;
		if (opened == null) {
			this.kept.add(message);
		}
		else {
			opened.call.sendMessage(message);
		}
	}

	@Override
	public boolean isReady() {
		this.loop.assertInLoop();
		Wire opened = this.wire;
		return opened != null && !this.finished && opened.call.isReady();
	}

	@Override
	public void request(int messages) {
		this.loop.assertInLoop();
		Wire opened = this.wire;
		if (opened == null) {
			this.requested += messages;
		}
		else if (!this.finished) {
			opened.call.request(messages);
		}
	}

	@Override
	public void halfClose() {
		this.loop.assertInLoop();
		if (this.halfClosed || this.finished) {
			return;
		}
		this.halfClosed = true;
		Wire opened = this.wire;
		if (opened != null) {
			opened.call.halfClose();
		}
	}

	@Override
	public void cancel(String reason) {
		this.loop.assertInLoop();
		if (this.finished) {
			return;
		}
		this.finished = true;
		this.kept.clear();
		logger.debug("{}: cancelled: {}", context(), reason);
		Wire opened = this.wire;
		if (opened == null) {
			this.site.over();
		}
		else {
			opened.reportSilence();
			opened.call.cancel(reason, null);
		}
	}

	private void finish(@Nullable TopicException error) {
		if (this.finished) {
			return;
		}
		this.finished = true;
		this.kept.clear();
		this.listener.onClosed(error);
	}

	/** What the call is waiting for, for the message of a time-out. */
	String progress() {
		Wire opened = this.wire;
		if (opened != null) {
			return opened + " did not answer";
		}
		return (this.token == null) ? "the token provider did not answer" : "no node was known";
	}

	String context() {
		return this.traceId + ": " + this.method.getBareMethodName();
	}

	@Override
	public String toString() {
		return context();
	}

	/**
	 * The open call: hops from gRPC's threads to the loop, and gives the channel back
	 * once.
	 */
	private final class Wire extends ClientCall.Listener<R> {

		private final Lease lease;

		private final Token token;

		private final ClientCall<Q, R> call;

		private final long openedAt = GrpcCall.this.site.nanoTime();

		private final AtomicBoolean released = new AtomicBoolean();

		/** Whether the server has said anything. */
		private volatile boolean answered;

		Wire(Lease lease, Token token, ClientCall<Q, R> call) {
			this.lease = lease;
			this.token = token;
			this.call = call;
		}

		@Override
		public void onHeaders(Metadata headers) {
			this.answered = true;
			GrpcCall.this.site.answered(this.lease.endpoint());
		}

		@Override
		public void onMessage(R message) {
			Runnable take = () -> {
				if (!GrpcCall.this.finished) {
					GrpcCall.this.listener.onMessage(message);
				}
			};
			if (GrpcCall.this.listener.isShort(message)) {
				GrpcCall.this.loop.executeShort(take);
			}
			else {
				GrpcCall.this.loop.execute(take);
			}
		}

		@Override
		public void onReady() {
			GrpcCall.this.loop.execute(() -> {
				if (!GrpcCall.this.finished) {
					GrpcCall.this.listener.onReady();
				}
			});
		}

		@Override
		public void onClose(Status status, Metadata trailers) {
			release();
			if (status.getCode() == Status.Code.UNAVAILABLE) {
				GrpcCall.this.site.lost(this.lease.endpoint());
			}
			if (status.getCode() == Status.Code.UNAUTHENTICATED) {
				GrpcCall.this.site.refused(this.token);
			}
			GrpcCall.this.loop.execute(() -> finish(failureOf(status)));
		}

		private @Nullable TopicException failureOf(Status status) {
			String description = status.getDescription();
			Status shown = (description == null) ? status : status.withDescription(this.token.hideIn(description));
			TopicException failure = StatusMapping.failureOf(shown, context() + " at " + this.lease.endpoint());
			if (failure != null && GrpcCall.this.site.isClosed()) {
				return new TopicClosedException(context() + ": the client was closed", failure);
			}
			return failure;
		}

		void release() {
			if (this.released.compareAndSet(false, true)) {
				this.lease.giveBack().run();
				GrpcCall.this.site.over();
			}
		}

		void reportSilence() {
			Duration open = Duration.ofNanos(GrpcCall.this.site.nanoTime() - this.openedAt);
			if (!this.answered && open.compareTo(SILENCE) >= 0) {
				GrpcCall.this.site.lost(this.lease.endpoint());
			}
		}

		@Override
		public String toString() {
			return this.lease.endpoint().toString();
		}

	}

}
