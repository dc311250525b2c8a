package io.ydbtopic.spring.listener;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.PartitionSession;
import io.ydbtopic.client.ReceivedMessage;
import org.jspecify.annotations.Nullable;

/**
 * Takes batches from the client and says when the next one may come: as a whole, or,
 * where the order is by producer or key, in parts that run side by side. Of those, the
 * next batch does not wait; what is done is kept in the session's ledger, so that a
 * commit never passes a message that is not done, whatever order they finish in.
 * Thread-safe.
 *
 * @param <T> type of the values
 */
final class BatchIntake<T> {

	private final RunContext<T> context;

	private final Ordering ordering;

	private final int maxUncommitted;

	private final PartitionScheduler scheduler;

	private final Map<PartitionSession, SessionAcks<T>> acks = new ConcurrentHashMap<>();

	BatchIntake(RunContext<T> context, ContainerProperties properties, PartitionScheduler scheduler) {
		this.context = context;
		this.ordering = properties.ordering();
		this.maxUncommitted = properties.maxUncommitted();
		this.scheduler = scheduler;
	}

	/** Done when the partition's next batch may come. */
	CompletionStage<?> take(MessageBatch<T> batch) {
		if (this.ordering.isByPartition() && this.context.ackMode() != AckMode.MANUAL) {
			return submit(batch, null, null).done();
		}
		SessionAcks<T> ledger = this.acks.computeIfAbsent(batch.session(),
				(session) -> new SessionAcks<>(this.maxUncommitted, this.context.consumer() != null));
		ledger.handedOut(batch.messages());
		CompletableFuture<Void> stage;
		if (this.ordering.isByPartition()) {
			stage = submit(batch, ledger, null).done().thenCompose((done) -> ledger.room());
		}
		else {
			byKey(batch)
				.forEach((key, messages) -> submit(new Invoker.PartBatch<>(messages, batch.session()), ledger, key));
			stage = ledger.room().copy();
		}
		this.context.watch().until(stage, batch.session(), ledger::ended);
		return stage;
	}

	private BatchRun<T> submit(MessageBatch<T> part, @Nullable SessionAcks<T> ledger, @Nullable Object key) {
		BatchRun<T> run = new BatchRun<>(this.context, part, ledger, key);
		this.scheduler.submit(run);
		return run;
	}

	private Map<Object, List<ReceivedMessage<T>>> byKey(MessageBatch<T> batch) {
		Map<Object, List<ReceivedMessage<T>>> parts = new LinkedHashMap<>();
		for (ReceivedMessage<T> message : batch.messages()) {
			parts.computeIfAbsent(this.ordering.keyOf(message), (key) -> new ArrayList<>()).add(message);
		}
		return parts;
	}

	/** Whether batches are over, as the client sees it, before their messages are. */
	boolean runsAhead() {
		return !this.ordering.isByPartition();
	}

	/** A message is done without its listener; commits it. */
	CompletableFuture<Void> done(ReceivedMessage<?> message) {
		SessionAcks<T> ledger = this.acks.get(message.session());
		if (ledger != null) {
			return ledger.done(message);
		}
		return (this.context.consumer() != null) ? message.commit() : CompletableFuture.completedFuture(null);
	}

	/** How many messages of a session were handed out and are not done. */
	long unacknowledged(PartitionSession session) {
		SessionAcks<T> ledger = this.acks.get(session);
		return (ledger != null) ? ledger.size() : this.scheduler.leftOf(session);
	}

	void sessionEnded(PartitionSession session) {
		SessionAcks<T> ledger = this.acks.remove(session);
		if (ledger != null) {
			ledger.ended();
		}
		this.scheduler.forEach((run) -> {
			if (run.batch().session() == session) {
				run.leaveIfSessionIsOver();
			}
		});
	}

	/** Nobody waits for room any more; acknowledgments still count. */
	void releaseRoom() {
		this.acks.values().forEach(SessionAcks::releaseRoom);
	}

	/** What is not committed comes again. */
	void end() {
		this.acks.values().forEach(SessionAcks::ended);
	}

}
