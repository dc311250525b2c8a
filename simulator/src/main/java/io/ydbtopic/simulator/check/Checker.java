package io.ydbtopic.simulator.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

import io.ydbtopic.broker.log.PartitionKey;
import io.ydbtopic.broker.log.StoredRecord;
import io.ydbtopic.client.PartitionSession;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.observe.StreamStatus;
import io.ydbtopic.simulator.machine.SimulatedDisk.DiskListener;
import org.jspecify.annotations.Nullable;

/**
 * The model: what was written, stored, delivered, handled and committed, told by those
 * who did it, and what must hold of all that. It knows neither client nor broker from the
 * inside. Not thread-safe.
 */
public final class Checker implements DiskListener {

	/** At most so many attempts of a stream that moves nothing ... */
	private static final int CONNECTS_MAX = 25;

	/** ... in so long. */
	private static final long CONNECTS_WINDOW = 10_000_000_000L;

	private static final int VIOLATIONS_MAX = 20;

	private static final long MILLI = 1_000_000L;

	private final LongSupplier time;

	private final List<Violation> violations = new ArrayList<>();

	private final Map<String, BitSet> storedOf = new HashMap<>();

	private final Map<PartitionKey, List<Payload>> stored = new LinkedHashMap<>();

	private final Map<ConsumedPartition, Progress> progress = new LinkedHashMap<>();

	private final Map<FirstDelivery, Integer> lastFirst = new HashMap<>();

	private final Map<PartitionSession, SessionWatch> sessions = new LinkedHashMap<>();

	private final Map<String, Deque<Long>> connects = new HashMap<>();

	private final Tally counts = new Tally();

	private final Tally transitions = new Tally();

	private final Map<Object, List<Wait>> waits = new LinkedHashMap<>();

	/**
	 * A model of an empty world.
	 * @param time the time in nanoseconds
	 */
	public Checker(LongSupplier time) {
		this.time = time;
	}

	private record ConsumedPartition(String consumer, PartitionKey partition) {
	}

	private record FirstDelivery(String consumer, String stream) {
	}

	private record Wait(String what, CompletableFuture<?> future) {
	}

	/** How far a consumer is in a partition. */
	private static final class Progress {

		/** Everything below was delivered. */
		private int delivered;

		private final BitSet handled = new BitSet();

		private long committed;

	}

	/** What was seen of a session. */
	private static final class SessionWatch {

		private final Object reader;

		private boolean ended;

		/** Where it was told to go on; -1 if it goes on by itself. */
		private long soughtOffset = -1;

		/** Whether what was read before is not handed out any more. */
		private boolean seekDone;

		private SessionWatch(Object reader) {
			this.reader = reader;
		}

	}

	/**
	 * What was wrong so far.
	 */
	public List<Violation> violations() {
		return this.violations;
	}

	/**
	 * How often what happened.
	 */
	public Map<String, Long> counts() {
		return this.counts.toMap();
	}

	/**
	 * A number that grows with each offset that is committed and each message that is
	 * acknowledged.
	 */
	public long progress() {
		long committed = this.progress.values().stream().mapToLong((seen) -> seen.committed).sum();
		return committed + counts().getOrDefault("acknowledged", 0L);
	}

	/**
	 * Tells that something must hold and did not.
	 */
	public void violated(Invariant invariant, String text) {
		if (this.violations.size() < VIOLATIONS_MAX) {
			this.violations.add(new Violation(invariant, text, this.time.getAsLong()));
		}
	}

	/** Counts an event. */
	public void count(String what) {
		this.counts.add(what);
	}

	/** A state or a transition was seen, inside or outside. */
	public void seen(String transition) {
		this.transitions.add(transition);
	}

	/**
	 * What was seen, and how often.
	 */
	public Map<String, Long> transitions() {
		return this.transitions.toMap();
	}

	@Override
	public void appended(PartitionKey partition, List<StoredRecord> records) {
		List<Payload> all = this.stored.computeIfAbsent(partition, (missing) -> new ArrayList<>());
		for (StoredRecord record : records) {
			Payload payload = Payload.parse(record.data().toStringUtf8());
			all.add(payload);
			BitSet known = this.storedOf.computeIfAbsent(payload.stream(), (missing) -> new BitSet());
			if (known.length() > payload.number()) {
				violated(Invariant.STORED_ONCE_IN_ORDER,
						payload + " was stored in partition " + partition.partition() + " at offset " + record.offset()
								+ (known.get(payload.number()) ? " for the second time"
										: " after number " + (known.length() - 1)));
			}
			known.set(payload.number());
			count("stored");
		}
	}

	/**
	 * A writer was told that a message is safe.
	 */
	public void acknowledged(Payload payload, PartitionKey topic, WriteAck ack) {
		count("acknowledged");
		seen("Ack " + ack.state());
		BitSet known = this.storedOf.get(payload.stream());
		if (known == null || !known.get(payload.number())) {
			violated(Invariant.ACKNOWLEDGED_IS_STORED, payload + " was acknowledged and is not stored: " + ack);
			return;
		}
		if (ack.state() == WriteAck.State.WRITTEN) {
			List<Payload> there = this.stored.getOrDefault(new PartitionKey(topic.topicId(), ack.partitionId()),
					List.of());
			if (ack.offset() < 0 || ack.offset() >= there.size() || !there.get((int) ack.offset()).equals(payload)) {
				violated(Invariant.ACKNOWLEDGED_IS_STORED, payload + " was acknowledged at another place: " + ack);
			}
		}
	}

	/**
	 * A partition session began.
	 * @param reader whose
	 */
	public void sessionStarted(Object reader, PartitionSession session) {
		count("sessions");
		if (this.sessions.put(session, new SessionWatch(reader)) != null) {
			violated(Invariant.SESSION_ENDS_ONCE, session + " started twice");
		}
	}

	/**
	 * A partition session is over.
	 */
	public void sessionEnded(PartitionSession session) {
		SessionWatch watch = this.sessions.get(session);
		if (watch == null || watch.ended) {
			violated(Invariant.SESSION_ENDS_ONCE,
					session + ((watch == null) ? " ended and never started" : " ended twice"));
			return;
		}
		watch.ended = true;
	}

	/**
	 * A reader was closed: nothing of it may be open.
	 * @param handling sessions that may end later, behind a handler that is at work
	 */
	public void readerClosed(Object reader, Set<PartitionSession> handling) {
		this.sessions.forEach((session, watch) -> {
			if (watch.reader == reader && !watch.ended && !handling.contains(session)) {
				violated(Invariant.SESSION_ENDS_ONCE, session + " did not end though its reader is closed");
			}
		});
		this.sessions.entrySet()
			.removeIf((entry) -> entry.getValue().reader == reader && !handling.contains(entry.getKey()));
	}

	/**
	 * A reader is gone with its process.
	 */
	public void forgetSessions(Object reader) {
		this.sessions.values().removeIf((watch) -> watch.reader == reader);
	}

	/**
	 * A message was handed to the application.
	 */
	public void delivered(String consumer, PartitionSession session, PartitionKey partition, long offset,
			String value) {
		count("delivered");
		SessionWatch watch = this.sessions.get(session);
		if (watch == null || watch.ended) {
			violated(Invariant.SESSION_ENDS_ONCE, "offset " + offset + " of partition " + partition.partition()
					+ " came from a session that " + ((watch == null) ? "has not started" : "is over"));
		}
		List<Payload> all = this.stored.getOrDefault(partition, List.of());
		Payload payload = Payload.parse(value);
		if (offset >= all.size() || !all.get((int) offset).equals(payload)) {
			violated(Invariant.DELIVERED_IN_ORDER, payload + " was delivered at offset " + offset + " of partition "
					+ partition.partition() + ", and is not what is stored there");
			return;
		}
		Progress seen = progress(consumer, partition);
		if (offset > seen.delivered) {
			violated(Invariant.DELIVERED_IN_ORDER, "offset " + offset + " of partition " + partition.partition()
					+ " was delivered to '" + consumer + "' before offset " + seen.delivered);
		}
		if (offset == seen.delivered) {
			seen.delivered++;
			Integer before = this.lastFirst.put(new FirstDelivery(consumer, payload.stream()), payload.number());
			if (before != null && before >= payload.number()) {
				violated(Invariant.PRODUCER_ORDER, payload + " was first delivered to '" + consumer + "' after number "
						+ before + " of the same stream");
			}
		}
		else {
			count("delivered again");
		}
	}

	/**
	 * A session is about to be told to go on at another offset, before all that it has in
	 * hand.
	 * @return whether it is known and was not told so before
	 */
	public boolean seeks(PartitionSession session, long offset) {
		SessionWatch watch = this.sessions.get(session);
		if (watch == null || watch.ended || watch.soughtOffset >= 0) {
			return false;
		}
		count("seeks");
		watch.soughtOffset = offset;
		watch.seekDone = false;
		return true;
	}

	/**
	 * A session says that it has gone there, or can't.
	 */
	public void sought(PartitionSession session, boolean done) {
		SessionWatch watch = this.sessions.get(session);
		if (watch != null && done) {
			watch.seekDone = true;
		}
		else if (watch != null) {
			watch.soughtOffset = -1;
		}
	}

	/**
	 * A batch was handed out.
	 * @param first the offset of its first message
	 */
	public void deliveredFrom(PartitionSession session, long first) {
		SessionWatch watch = this.sessions.get(session);
		if (watch == null || watch.soughtOffset < 0) {
			return;
		}
		if (first == watch.soughtOffset) {
			watch.soughtOffset = -1;
		}
		else if (watch.seekDone) {
			violated(Invariant.SEEK_IS_OBEYED,
					session + " was told to go on at offset " + watch.soughtOffset + " and went on at " + first);
		}
	}

	private Progress progress(String consumer, PartitionKey partition) {
		return this.progress.computeIfAbsent(new ConsumedPartition(consumer, partition), (missing) -> new Progress());
	}

	/**
	 * The application has handled a message.
	 */
	public void handled(String consumer, PartitionKey partition, long offset) {
		progress(consumer, partition).handled.set((int) offset);
	}

	@Override
	public void committed(PartitionKey partition, String consumer, long offset) {
		count("commits stored");
		Progress seen = progress(consumer, partition);
		int hole = seen.handled.nextClearBit(0);
		if (hole < offset) {
			violated(Invariant.COMMIT_NOT_PAST_HANDLED, "'" + consumer + "' has committed partition "
					+ partition.partition() + " up to " + offset + " and did not handle " + hole);
		}
		if (offset < seen.committed) {
			violated(Invariant.COMMIT_IS_STORED, "the commit of '" + consumer + "' in partition "
					+ partition.partition() + " went back from " + seen.committed + " to " + offset);
		}
		seen.committed = Math.max(seen.committed, offset);
	}

	/**
	 * The application was told that a commit is stored.
	 * @param offset the first that it does not cover
	 */
	public void commitConfirmed(String consumer, PartitionKey partition, long offset) {
		count("commits confirmed");
		Progress seen = progress(consumer, partition);
		if (seen.committed < offset) {
			violated(Invariant.COMMIT_IS_STORED, "'" + consumer + "' was told that partition " + partition.partition()
					+ " is committed up to " + offset + ", and it is up to " + seen.committed);
		}
	}

	/**
	 * Somebody waits.
	 * @param owner whose close ends all waits
	 */
	public void waiting(Object owner, String what, CompletableFuture<?> future) {
		List<Wait> all = this.waits.computeIfAbsent(owner, (missing) -> new ArrayList<>());
		all.add(new Wait(what, future));
		if (all.size() % 256 == 0) {
			all.removeIf((wait) -> wait.future().isDone());
		}
	}

	/**
	 * An object is closed: nobody may wait for it any more.
	 */
	public void ownerClosed(Object owner) {
		List<Wait> all = this.waits.remove(owner);
		if (all != null) {
			for (Wait wait : all) {
				if (!wait.future().isDone()) {
					violated(Invariant.EVERY_WAIT_ENDS,
							wait.what() + " is still waited for after the close of " + owner);
					return;
				}
			}
		}
	}

	/**
	 * Nobody is left who could wait for it.
	 */
	public void forgetWaits(Object owner) {
		this.waits.remove(owner);
	}

	/**
	 * What is waited for now.
	 * @return one of each owner
	 */
	public List<String> waitedFor() {
		List<String> found = new ArrayList<>();
		this.waits.forEach((owner, all) -> all.stream()
			.filter((wait) -> !wait.future().isDone())
			.findFirst()
			.ifPresent((wait) -> found.add(owner + ": " + wait.what())));
		return found;
	}

	/**
	 * A stream is about to wait before its next attempt.
	 */
	public void backsOff(StreamStatus status, long delayNanos) {
		count("reconnects");
		TopicException error = status.lastError();
		int failures = Math.max(0, status.attempt() - 1);
		// Of a verdict that the policy changed nothing is known here: the slow scale.
		boolean fast = error != null && error.verdict() == RetryVerdict.RETRY_FAST;
		long most = fast ? (5 * MILLI) << Math.min(failures, 10) : (500 * MILLI) << Math.min(failures, 6);
		long slowest = Math.max(most, (500 * MILLI) << Math.min(failures, 6));
		if (delayNanos < MILLI || delayNanos > slowest) {
			violated(Invariant.BACKOFF, status.id() + " waits " + delayNanos / MILLI + " ms before attempt "
					+ status.attempt() + " (expected 1 ms to " + most / MILLI + " ms)");
		}
	}

	/**
	 * A stream has moved data: what it tries from here on is another row of attempts.
	 */
	public void moved(String stream) {
		this.connects.remove(stream);
	}

	/**
	 * A stream opens a call.
	 */
	public void connects(String stream) {
		Deque<Long> recent = this.connects.computeIfAbsent(stream, (missing) -> new ArrayDeque<>());
		long now = this.time.getAsLong();
		recent.add(now);
		while (recent.peek() != null && recent.element() < now - CONNECTS_WINDOW) {
			recent.remove();
		}
		if (recent.size() > CONNECTS_MAX) {
			violated(Invariant.BACKOFF,
					stream + " has connected " + recent.size() + " times within 10 s, and moved nothing");
		}
	}

	/**
	 * The end of a partition: what was not delivered or committed.
	 * @return null when nothing is left
	 */
	public @Nullable String left(String consumer, PartitionKey partition) {
		int end = this.stored.getOrDefault(partition, List.of()).size();
		Progress seen = progress(consumer, partition);
		if (seen.delivered < end) {
			return "'" + consumer + "' was handed " + seen.delivered + " of " + end + " messages of partition "
					+ partition.partition();
		}
		if (seen.committed < end) {
			return "'" + consumer + "' has committed " + seen.committed + " of " + end + " messages of partition "
					+ partition.partition();
		}
		return null;
	}

	/**
	 * The partitions that have messages.
	 */
	public List<PartitionKey> partitions() {
		return new ArrayList<>(this.stored.keySet());
	}

}
