package io.ydbtopic.client.internal.read;

import java.time.Duration;

import io.ydbtopic.client.error.TopicClosedException;
import io.ydbtopic.client.internal.runtime.ClientRuntime;
import io.ydbtopic.client.internal.runtime.Waits;
import io.ydbtopic.client.internal.stream.StreamOptions;

/**
 * The blocking close that readers and subscriptions share.
 */
final class ReaderClose {

	private ReaderClose() {
	}

	static void await(ClientRuntime runtime, ReaderReconnector reconnector, Duration deadline) {
		if (reconnector.completions().inLoop()) {
			throw new IllegalStateException(reconnector
					+ ": close called from a completion of this reader, which would wait for itself; use closeAsync");
		}
		try {
			Waits.get(runtime, reconnector.close(deadline), deadline.plus(StreamOptions.CLOSE_GRACE.multipliedBy(3)),
					() -> reconnector + ": the close");
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new TopicClosedException(reconnector + ": interrupted while closing", ex);
		}
	}

}
