package io.ydbtopic.client.internal.write;

import java.util.concurrent.atomic.AtomicReference;

import io.ydbtopic.client.internal.runtime.SerialLoop;
import io.ydbtopic.client.internal.stream.StreamCall;
import io.ydbtopic.client.internal.stream.StreamListener;
import io.ydbtopic.client.internal.stream.StreamTransport;
import org.jspecify.annotations.Nullable;

/**
 * Opens write streams of one writer at the node that serves its partition. Nothing above
 * it knows: a stream looks like any other, and its handshake succeeds on the way that was
 * found. It remembers the partition that the server chose for the producer, so that only
 * the first stream has to ask.
 */
public final class DirectWriteTransport implements StreamTransport<WriteFrame, WriteAnswer> {

	private final StreamTransport<WriteFrame, WriteAnswer> ordinary;

	private final DirectRoute route;

	/** The partition that the server chose; null before it has, and after a split. */
	private final AtomicReference<@Nullable Long> chosen = new AtomicReference<>();

	public DirectWriteTransport(StreamTransport<WriteFrame, WriteAnswer> ordinary, DirectRoute route) {
		this.ordinary = ordinary;
		this.route = route;
	}

	@Override
	public StreamCall<WriteFrame> open(SerialLoop loop, String traceId, StreamListener<WriteAnswer> listener) {
		return new DirectWriteCall(loop, traceId, listener, this.ordinary, this.route, this.chosen);
	}

}
