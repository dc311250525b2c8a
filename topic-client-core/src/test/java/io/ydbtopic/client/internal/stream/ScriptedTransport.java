package io.ydbtopic.client.internal.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.ydbtopic.client.internal.runtime.SerialLoop;
import org.jspecify.annotations.Nullable;

/**
 * A transport without a wire: each call is an object that the test plays the server on.
 * It counts, as a server would, how many calls are open, and how many ever were at once.
 *
 * @param <Q> what the client sends
 * @param <R> what the server sends
 */
public final class ScriptedTransport<Q, R> implements StreamTransport<Q, R> {

	private final List<ScriptedCall<Q, R>> calls = new ArrayList<>();

	private Consumer<ScriptedCall<Q, R>> onOpen = (call) -> {
	};

	private int mostOpen;

	/** The token that calls are opened with; null if there is none. */
	public @Nullable String token;

	@Override
	public StreamCall<Q> open(SerialLoop loop, String traceId, StreamListener<R> listener) {
		ScriptedCall<Q, R> call = new ScriptedCall<>(loop, traceId, listener, this.token);
		this.calls.add(call);
		this.mostOpen = Math.max(this.mostOpen, openCalls());
		this.onOpen.accept(call);
		return call;
	}

	/** What the server does about each new call. */
	public ScriptedTransport<Q, R> onOpen(Consumer<ScriptedCall<Q, R>> behaviour) {
		this.onOpen = behaviour;
		return this;
	}

	/** All calls so far, the oldest first. */
	public List<ScriptedCall<Q, R>> calls() {
		return this.calls;
	}

	/** The newest call. */
	public ScriptedCall<Q, R> last() {
		return this.calls.get(this.calls.size() - 1);
	}

	/** Calls that neither side has ended. */
	public int openCalls() {
		return (int) this.calls.stream().filter(ScriptedCall::isOpen).count();
	}

	/** The most calls that were open at once. */
	public int mostOpenCalls() {
		return this.mostOpen;
	}

}
