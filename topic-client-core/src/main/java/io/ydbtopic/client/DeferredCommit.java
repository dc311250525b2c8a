package io.ydbtopic.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/**
 * Collects messages and batches, of any partitions and in any order, and commits them
 * later in one go: for work that is finished for many messages at once. It keeps what it
 * collects in memory until then. Thread-safe; what is added while a commit is being made
 * belongs to the next.
 */
public final class DeferredCommit {

	private final Queue<Supplier<CompletableFuture<Void>>> collected = new ConcurrentLinkedQueue<>();

	/**
	 * Adds a message.
	 */
	public void add(ReceivedMessage<?> message) {
		this.collected.add(message::commit);
	}

	/**
	 * Adds all messages of a batch.
	 */
	public void add(MessageBatch<?> batch) {
		this.collected.add(batch::commit);
	}

	/**
	 * Whether nothing was added since the last commit.
	 */
	public boolean isEmpty() {
		return this.collected.isEmpty();
	}

	/**
	 * Commits what was added, and begins anew. Those whose session is over fail, the
	 * others are committed all the same.
	 * @return done when the server has stored all of them; fails with the first failure,
	 * once all have ended. Completed on a user thread
	 * @throws IllegalStateException if a reader of them has no consumer; nothing that was
	 * added after its messages is committed
	 */
	public CompletableFuture<Void> commit() {
		List<CompletableFuture<Void>> commits = new ArrayList<>();
		Supplier<CompletableFuture<Void>> next = this.collected.poll();
		while (next != null) {
			commits.add(next.get());
			next = this.collected.poll();
		}
		return CompletableFuture.allOf(commits.toArray(new CompletableFuture<?>[0]));
	}

}
