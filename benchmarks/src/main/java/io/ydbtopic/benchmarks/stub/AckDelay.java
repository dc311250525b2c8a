package io.ydbtopic.benchmarks.stub;

import java.util.ArrayDeque;

import io.ydbtopic.proto.topic.StreamWriteMessage.WriteResponse;
import org.jspecify.annotations.Nullable;

/**
 * Holds acks back until so many more messages have come: a client then has at least that
 * many in flight all the time. For the thread that holds the stream.
 */
final class AckDelay {

	private final long distance;

	private final ArrayDeque<WriteResponse.Builder> held = new ArrayDeque<>();

	private long heldMessages;

	AckDelay(long distance) {
		this.distance = distance;
	}

	void add(WriteResponse.Builder acks) {
		this.held.add(acks);
		this.heldMessages += acks.getAcksCount();
	}

	/** The next acks that are due; null if none are. */
	WriteResponse.@Nullable Builder next(boolean all) {
		WriteResponse.Builder first = this.held.peek();
		if (first == null || (!all && this.heldMessages - first.getAcksCount() < this.distance)) {
			return null;
		}
		this.held.remove();
		this.heldMessages -= first.getAcksCount();
		return first;
	}

}
