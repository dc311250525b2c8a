package io.ydbtopic.spring.listener;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;

import io.ydbtopic.client.PartitionSession;
import io.ydbtopic.client.ReceivedMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a user may do to a partition that is here: let it go on, past a message or from
 * anywhere. All of it moves the session, which stays. Thread-safe.
 */
final class PartitionOperations {

	private static final Logger logger = LoggerFactory.getLogger(PartitionOperations.class);

	private final String listenerId;

	private final Troubles troubles;

	private final PartitionScheduler runs;

	/** Says that a message is done, and commits it. */
	private final Function<ReceivedMessage<?>, CompletableFuture<Void>> done;

	/** Hears that messages of a session are to be handled again. */
	private final Consumer<PartitionSession> onReplay;

	private final ToLongFunction<PartitionSession> unacknowledged;

	private final Map<Place, PartitionSession> sessions = new ConcurrentHashMap<>();

	PartitionOperations(String listenerId, Troubles troubles, PartitionScheduler runs,
			Function<ReceivedMessage<?>, CompletableFuture<Void>> done, Consumer<PartitionSession> onReplay,
			ToLongFunction<PartitionSession> unacknowledged) {
		this.listenerId = listenerId;
		this.troubles = troubles;
		this.runs = runs;
		this.done = done;
		this.onReplay = onReplay;
		this.unacknowledged = unacknowledged;
	}

	void started(PartitionSession session) {
		this.sessions.put(Place.of(session), session);
	}

	void ended(PartitionSession session) {
		this.sessions.remove(Place.of(session), session);
	}

	List<ListenerPartition> partitions() {
		return this.sessions.values()
			.stream()
			.sorted(Comparator.comparing(PartitionSession::topic).thenComparingLong(PartitionSession::partitionId))
			.map(this::partition)
			.toList();
	}

	private ListenerPartition partition(PartitionSession session) {
		int held = this.troubles.held(session).size();
		// What the client holds is in nobody's hands, and not done either.
		return ListenerPartition.of(session, held > 0, Math.max(held, this.unacknowledged.applyAsLong(session)));
	}

	CompletableFuture<Void> release(String topic, long partitionId) {
		try {
			PartitionSession session = require(topic, partitionId);
			ReceivedMessage<?> first = held(session).get(0);
			logger.info("Listener '{}': {} partition {} is released at offset {}", this.listenerId, session.topic(),
					partitionId, first.offset());
			this.troubles.forget(session.topic(), partitionId);
			List<BatchRun<?>> here = this.runs.heldOf(session);
			here.forEach(BatchRun::release);
			return here.isEmpty() ? session.seek(first.offset()) : CompletableFuture.completedFuture(null);
		}
		catch (IllegalStateException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	CompletableFuture<Void> skip(String topic, long partitionId, long offset) {
		try {
			PartitionSession session = require(topic, partitionId);
			ReceivedMessage<?> message = heldAt(session, offset);
			logger.warn("Listener '{}': {} partition {} offset {} is skipped on request", this.listenerId,
					session.topic(), partitionId, offset);
			this.troubles.over(message);
			if (this.runs.heldOf(session).stream().anyMatch((run) -> run.skip(offset))) {
				return CompletableFuture.completedFuture(null);
			}
			Commits.log(this.done.apply(message), message);
			return session.seek(offset + 1);
		}
		catch (IllegalStateException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	CompletableFuture<Void> replay(String topic, long partitionId, long offset) {
		if (offset < 0) {
			throw new IllegalArgumentException("offset: " + offset + " (expected: zero or more)");
		}
		try {
			PartitionSession session = require(topic, partitionId);
			logger.info("Listener '{}': {} partition {} goes on at offset {} on request", this.listenerId,
					session.topic(), partitionId, offset);
			this.onReplay.accept(session);
			return session.seek(offset);
		}
		catch (IllegalStateException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/** Lets all partitions go on at an offset. */
	CompletableFuture<Void> replayAll(long offset) {
		return CompletableFuture.allOf(this.sessions.values()
			.stream()
			.map((session) -> replay(session.topic(), session.partitionId(), offset))
			.toArray(CompletableFuture<?>[]::new));
	}

	private PartitionSession require(String topic, long partitionId) {
		PartitionSession exact = this.sessions.get(new Place(topic, partitionId));
		if (exact != null) {
			return exact;
		}
		// The server says whole paths, people the part behind the database.
		List<PartitionSession> relative = this.sessions.values()
			.stream()
			.filter((session) -> session.partitionId() == partitionId && session.topic().endsWith("/" + topic))
			.toList();
		if (relative.size() != 1) {
			throw new IllegalStateException("Listener '" + this.listenerId + "' has no " + topic + " partition "
					+ partitionId + " now (expected: one of " + this.sessions.keySet() + ")");
		}
		return relative.get(0);
	}

	private List<? extends ReceivedMessage<?>> held(PartitionSession session) {
		List<? extends ReceivedMessage<?>> held = this.troubles.held(session);
		if (held.isEmpty()) {
			throw new IllegalStateException("Listener '" + this.listenerId + "' does not hold " + session.topic()
					+ " partition " + session.partitionId());
		}
		return held;
	}

	private ReceivedMessage<?> heldAt(PartitionSession session, long offset) {
		List<? extends ReceivedMessage<?>> held = held(session);
		for (ReceivedMessage<?> message : held) {
			if (message.offset() == offset) {
				return message;
			}
		}
		throw new IllegalStateException("Listener '" + this.listenerId + "' holds " + session.topic() + " partition "
				+ session.partitionId() + " at offset " + held.get(0).offset() + " (not at: " + offset + ")");
	}

	private record Place(String topic, long partitionId) {

		static Place of(PartitionSession session) {
			return new Place(session.topic(), session.partitionId());
		}

		@Override
		public String toString() {
			return this.topic + " partition " + this.partitionId;
		}

	}

}
