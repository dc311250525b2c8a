package io.ydbtopic.client.internal.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import org.jspecify.annotations.Nullable;

/**
 * One call between the client and a test that plays the server. What the server does
 * reaches the client on its loop, as the real transport has it.
 *
 * @param <Q> what the client sends
 * @param <R> what the server sends
 */
public final class ScriptedCall<Q, R> implements StreamCall<Q> {

	private final SerialLoop loop;

	private final String traceId;

	private final StreamListener<R> listener;

	private final List<Q> received = new ArrayList<>();

	private Consumer<Q> onMessage = (message) -> {
	};

	private Runnable onHalfClose = this::end;

	private Runnable onCancel = () -> {
	};

	private boolean halfClosed;

	private boolean cancelled;

	private boolean ended;

	private boolean writable = true;

	private final @Nullable String token;

	ScriptedCall(SerialLoop loop, String traceId, StreamListener<R> listener, @Nullable String token) {
		this.token = token;
		this.loop = loop;
		this.traceId = traceId;
		this.listener = listener;
	}

	@Override
	public @Nullable String token() {
		return this.token;
	}

	@Override
	public void send(Q message) {
		this.loop.assertInLoop();
		if (this.halfClosed) {
			throw new IllegalStateException("sent after the half-close");
		}
		if (isOpen()) {
			this.received.add(message);
			this.onMessage.accept(message);
		}
	}

	@Override
	public boolean isReady() {
		return this.writable && isOpen();
	}

	@Override
	public void request(int messages) {
		this.loop.assertInLoop();
	}

	@Override
	public void halfClose() {
		this.loop.assertInLoop();
		this.halfClosed = true;
		if (isOpen()) {
			this.onHalfClose.run();
		}
	}

	@Override
	public void cancel(String reason) {
		this.loop.assertInLoop();
		this.cancelled = true;
		this.onCancel.run();
	}

	/** What the server does about each message. */
	public void onMessage(Consumer<Q> behaviour) {
		this.onMessage = behaviour;
	}

	/** What the server does about a half-close; it ends the call by default. */
	public void onHalfClose(Runnable behaviour) {
		this.onHalfClose = behaviour;
	}

	/** What happens when the client cancels; nothing by default. */
	public void onCancel(Runnable behaviour) {
		this.onCancel = behaviour;
	}

	/** The server says something. */
	public void reply(R message) {
		this.loop.execute(() -> {
			if (!this.cancelled) {
				this.listener.onMessage(message);
			}
		});
	}

	/** The server ends the call without an error. */
	public void end() {
		end(null);
	}

	/** The connection breaks. */
	public void breakDown() {
		end(new TopicException(this.traceId + ": connection reset", StatusCode.TRANSPORT_UNAVAILABLE,
				RetryVerdict.RETRY_FAST));
	}

	/** The call ends with an error, or without one. */
	public void end(@Nullable TopicException error) {
		if (!this.ended) {
			this.ended = true;
			this.loop.execute(() -> {
				if (!this.cancelled) {
					this.listener.onClosed(error);
				}
			});
		}
	}

	/** The transport takes messages, or takes them no more. */
	public void writable(boolean now) {
		this.writable = now;
		if (now) {
			this.loop.execute(() -> {
				if (isOpen()) {
					this.listener.onReady();
				}
			});
		}
	}

	/** Whether neither side has ended the call. */
	public boolean isOpen() {
		return !this.cancelled && !this.ended;
	}

	public boolean isHalfClosed() {
		return this.halfClosed;
	}

	public boolean isCancelled() {
		return this.cancelled;
	}

	/** What the client has sent. */
	public List<Q> received() {
		return this.received;
	}

	public String traceId() {
		return this.traceId;
	}

}
