package io.ydbtopic.client.internal.read;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.PartitionListener;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the application hears of its commits: futures, completed on a user thread; and for
 * those that nobody waits for, the count of failures, the log, and the listener.
 * Thread-safe.
 */
final class CommitResults {

	private static final Logger logger = LoggerFactory.getLogger(CommitResults.class);

	private final SerialLoop completions;

	private final PartitionListener listener;

	private final ReaderMeters meters;

	CommitResults(SerialLoop completions, PartitionListener listener, ReaderMeters meters) {
		this.completions = completions;
		this.listener = listener;
		this.meters = meters;
	}

	/** Where the application's futures are completed. */
	SerialLoop completions() {
		return this.completions;
	}

	/** The server has stored them. */
	void succeed(List<? extends CompletableFuture<Void>> commits) {
		if (!commits.isEmpty()) {
			this.completions.execute(() -> commits.forEach((commit) -> commit.complete(null)));
		}
	}

	/** They will not be stored. */
	void fail(PartitionTrack track, List<? extends CompletableFuture<Void>> commits, TopicException cause) {
		if (commits.isEmpty()) {
			return;
		}
		logger.warn("{}: {} commits failed: {}", track, commits.size(), cause.getMessage());
		tell(track, commits.size(), cause);
		this.completions.execute(() -> commits.forEach((commit) -> commit.completeExceptionally(cause)));
	}

	/** A commit was refused on the spot; its caller has the failure. */
	void refused(PartitionTrack track, TopicException cause) {
		logger.debug("{}: a commit was refused: {}", track, cause.getMessage());
		tell(track, 1, cause);
	}

	private void tell(PartitionTrack track, int commits, TopicException cause) {
		this.meters.commitsFailed.addAndGet(commits);
		if (this.listener != PartitionListener.NONE) {
			track.userQueue().execute(() -> {
				try {
					this.listener.onCommitsFailed(track, commits, cause);
				}
				catch (Throwable ex) {
					logger.error("{}: the listener failed when it was told of failed commits", track, ex);
				}
			});
		}
	}

}
