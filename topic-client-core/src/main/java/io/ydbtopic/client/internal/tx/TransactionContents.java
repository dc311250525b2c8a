package io.ydbtopic.client.internal.tx;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.WriteAck;
import io.ydbtopic.client.error.PartitionSessionEndedException;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import io.ydbtopic.client.internal.runtime.Waits;
import io.ydbtopic.proto.topic.TransactionIdentity;
import io.ydbtopic.proto.topic.UpdateOffsetsInTransactionRequest;

/**
 * What a transaction has read and written. Thread-safe; its transaction sees to it that
 * nothing is added once it ends.
 */
final class TransactionContents {

	private final String owner;

	private final SerialLoop loop;

	private final List<TransactionalRead> reads = new ArrayList<>();

	private final List<CompletableFuture<WriteAck>> writes = new ArrayList<>();

	/**
	 * Contents.
	 * @param owner the transaction, for messages
	 * @param loop runs time limits
	 */
	TransactionContents(String owner, SerialLoop loop) {
		this.owner = owner;
		this.loop = loop;
	}

	/**
	 * Checks what an application says it has read.
	 * @throws IllegalArgumentException if it is not this client's
	 * @throws IllegalStateException if there is no offset to move
	 * @throws PartitionSessionEndedException if the partition went elsewhere
	 */
	TransactionalRead checkRead(Object read) {
		if (!(read instanceof TransactionalRead known)) {
			throw new IllegalArgumentException(this.owner + ": " + read.getClass().getName()
					+ " is not of a reader of this client (expected: a batch or message as it was received)");
		}
		if (known.consumer() == null) {
			throw new IllegalStateException(
					this.owner + ": a read without a consumer (expected: a reader with a consumer in its settings)");
		}
		checkCurrent(known);
		return known;
	}

	private void checkCurrent(TransactionalRead read) {
		if (!read.isCurrent()) {
			throw new PartitionSessionEndedException(this.owner + ": the session of topic '" + read.topic()
					+ "' partition " + read.partitionId() + " that delivered offsets " + read.start() + " to "
					+ read.end() + " is over; they are delivered again to whoever has it now");
		}
	}

	synchronized void add(TransactionalRead read) {
		this.reads.add(read);
	}

	synchronized void add(CompletableFuture<WriteAck> write) {
		this.writes.add(write);
	}

	synchronized List<TransactionalRead> reads() {
		return List.copyOf(this.reads);
	}

	private synchronized CompletableFuture<Void> allWrites() {
		return CompletableFuture.allOf(this.writes.toArray(new CompletableFuture<?>[0]));
	}

	/**
	 * All messages were set aside: one that is in flight when the commit comes would not
	 * be a part of it. Fails if one was not, or not in time, or if what was read is not
	 * this reader's any more.
	 */
	CompletableFuture<Void> setAside(Duration timeout) {
		CompletableFuture<Void> result = new CompletableFuture<>();
		try {
			reads().forEach(this::checkCurrent);
		}
		catch (PartitionSessionEndedException ex) {
			result.completeExceptionally(ex);
			return result;
		}
		var timeLimit = this.loop.schedule(this.owner + " writes", timeout,
				() -> result.completeExceptionally(
						new TopicException(this.owner + ": its messages were not set aside within " + timeout,
								StatusCode.TRANSPORT_DEADLINE_EXCEEDED, RetryVerdict.RETRY_SLOW)));
		allWrites().whenComplete((done, error) -> this.loop.execute(() -> {
			timeLimit.cancel();
			if (error != null) {
				result.completeExceptionally(Waits.unwrap(error));
			}
			else {
				result.complete(null);
			}
		}));
		return result;
	}

	/** Every message has its end, or the time is over; never fails. */
	CompletableFuture<Void> settled(Duration timeout) {
		CompletableFuture<Void> all = allWrites();
		if (all.isDone()) {
			return CompletableFuture.completedFuture(null);
		}
		CompletableFuture<Void> settled = new CompletableFuture<>();
		var timeLimit = this.loop.schedule(this.owner + " rollback", timeout, () -> settled.complete(null));
		all.whenComplete((done, error) -> this.loop.execute(() -> {
			timeLimit.cancel();
			settled.complete(null);
		}));
		return settled;
	}

	/**
	 * The requests that move the offsets of what was read, one for each consumer.
	 * @throws PartitionSessionEndedException if a partition went elsewhere
	 */
	List<UpdateOffsetsInTransactionRequest> offsets(TransactionIdentity identity) {
		Map<String, List<TransactionalRead>> byConsumer = new LinkedHashMap<>();
		for (TransactionalRead read : reads()) {
			checkCurrent(read);
			byConsumer.computeIfAbsent(String.valueOf(read.consumer()), (consumer) -> new ArrayList<>()).add(read);
		}
		List<UpdateOffsetsInTransactionRequest> requests = new ArrayList<>();
		byConsumer.forEach((consumer, its) -> requests.add(OffsetsOfTransaction.request(identity, consumer, its)));
		return requests;
	}

}
