package io.ydbtopic.client.internal.write;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.StreamFailure;
import io.ydbtopic.client.WriterInfo;
import io.ydbtopic.client.WriterSettings;
import io.ydbtopic.client.error.Issue;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.stream.ReconnectPolicy;
import io.ydbtopic.client.internal.stream.StreamStatusTracker;
import org.jspecify.annotations.Nullable;

/**
 * The writer to one partition among several: an ordinary writer, on a loop that it shares
 * with the others, that hands back what it could not write. Confined to that loop.
 */
public final class PartitionStream {

	private final WriterScope scope;

	private final Events events;

	private final WriterReconnector writer;

	/**
	 * Builds a stream; {@link #start} makes it connect.
	 * @param settings as those of the scope, with the partition
	 * @param producerId null to write without deduplication
	 */
	@SuppressWarnings("this-escape") // told on the loop, never from here
	public PartitionStream(String id, WriterScope scope, WriterSettings settings, ReconnectPolicy policy,
			@Nullable String producerId, StreamStatusTracker status, Events events) {
		this.scope = scope;
		this.events = events;
		this.writer = new WriterReconnector(id, scope, settings, new WatchingPolicy(policy), producerId, status,
				new Handover());
	}

	/** Begins to connect. */
	public void start() {
		this.writer.start();
	}

	/** Takes a message; it goes on its way with the next {@link #dispatch}. */
	public void add(OutboxEntry entry) {
		this.writer.add(entry);
	}

	/** Encodes and sends what was added. */
	public void dispatch() {
		this.writer.dispatch();
	}

	/** The oldest message that was never sent; null if there is none. */
	public @Nullable OutboxEntry oldestUnsent() {
		return this.writer.oldestUnsent();
	}

	/** Takes it out, without an end; there must be one. */
	public void removeOldestUnsent() {
		this.writer.removeOldestUnsent();
	}

	/** Sends what lingers. */
	public void hurry() {
		this.writer.hurry();
	}

	/**
	 * Ends at once; what is left is handed to {@link Events#ended}.
	 * @return done when no call is open; never fails
	 */
	public CompletableFuture<Void> close() {
		return this.writer.stop();
	}

	@Override
	public String toString() {
		return this.writer.toString();
	}

	/** What a stream tells its owner; on the loop. */
	public interface Events {

		/** Connected, for the first time or again. */
		void connected(WriterInfo info);

		/**
		 * The server says that the partition takes no messages any more. The stream goes
		 * on trying until it is closed.
		 */
		void inactive();

		/**
		 * The end, told once.
		 * @param cause why
		 * @param left messages without an end, in their order
		 * @param maybeStored how many of the first ones were sent on the last connection,
		 * so that the server may have stored them; it has stored none of the others
		 */
		void ended(TopicException cause, List<? extends OutboxEntry> left, int maybeStored);

	}

	/** Hands back what is left, once no codec is at work on it. */
	private final class Handover implements WriterEvents {

		@Override
		public void connected(WriterInfo info) {
			PartitionStream.this.events.connected(info);
		}

		@Override
		public void left(TopicException cause, List<OutboxEntry> left, int maybeStored) {
			PartitionStream.this.writer.whenQuiet(() -> PartitionStream.this.events.ended(cause, left, maybeStored));
		}

	}

	/** Judges as told, and tells of a partition that is inactive. */
	private final class WatchingPolicy implements ReconnectPolicy {

		private final ReconnectPolicy policy;

		WatchingPolicy(ReconnectPolicy policy) {
			this.policy = policy;
		}

		@Override
		public RetryVerdict judge(TopicException error, boolean everConnected, int attempt) {
			RetryVerdict verdict = this.policy.judge(error, everConnected, attempt);
			if (!error.hasIssue(Issue.PARTITION_INACTIVE)) {
				return verdict;
			}
			PartitionStream.this.scope.loop().execute(PartitionStream.this.events::inactive);
			return RetryVerdict.RETRY_FAST;
		}

		@Override
		public @Nullable CompletableFuture<Boolean> veto(StreamFailure failure) {
			return failure.hasIssue(Issue.PARTITION_INACTIVE) ? null : this.policy.veto(failure);
		}

		@Override
		public Duration delay(int attempt, RetryVerdict verdict) {
			return this.policy.delay(attempt, verdict);
		}

		@Override
		public Duration healthyAfter() {
			return this.policy.healthyAfter();
		}

	}

}
