package io.ydbtopic.client.internal.transport;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.ClientRuntime;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import io.ydbtopic.client.internal.stream.StreamCall;
import io.ydbtopic.client.internal.stream.StreamListener;
import io.ydbtopic.client.internal.stream.StreamTransport;
import org.jspecify.annotations.Nullable;

/** A call whose events are kept; fails when one comes outside of its loop. */
final class RecordedCall<Q, R> implements StreamListener<R> {

	final SerialLoop loop;

	final List<R> messages = new CopyOnWriteArrayList<>();

	/** "ready", "message" and "closed", in order. */
	final List<String> events = new CopyOnWriteArrayList<>();

	final CompletableFuture<@Nullable TopicException> closed = new CompletableFuture<>();

	private final CompletableFuture<StreamCall<Q>> call = new CompletableFuture<>();

	RecordedCall(ClientRuntime runtime, StreamTransport<Q, R> transport, String traceId) {
		this.loop = runtime.newLoop(traceId);
		this.loop.execute(() -> this.call.complete(transport.open(this.loop, traceId, this)));
	}

	/** Does something with the call, on its loop. */
	RecordedCall<Q, R> then(java.util.function.Consumer<StreamCall<Q>> action) {
		this.loop.execute(() -> action.accept(this.call.join()));
		return this;
	}

	@Override
	public void onMessage(R message) {
		this.loop.assertInLoop();
		this.messages.add(message);
		this.events.add("message");
	}

	@Override
	public void onReady() {
		this.loop.assertInLoop();
		this.events.add("ready");
	}

	@Override
	public void onClosed(@Nullable TopicException error) {
		this.loop.assertInLoop();
		this.events.add("closed");
		this.closed.complete(error);
	}

}
