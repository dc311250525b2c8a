package io.ydbtopic.client.internal.read;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * A commit, from its caller to the server's answer: offsets from start, and before end.
 * It is the future that its caller holds; one object, because there may be one for each
 * message.
 */
final class CommitCall extends CompletableFuture<Void> {

	private final PartitionTrack track;

	private final long start;

	private final long end;

	/** The commit that came before it, while both are on their way to the loop. */
	@Nullable CommitCall before;

	CommitCall(PartitionTrack track, long start, long end) {
		this.track = track;
		this.start = start;
		this.end = end;
	}

	PartitionTrack track() {
		return this.track;
	}

	long start() {
		return this.start;
	}

	long end() {
		return this.end;
	}

}
