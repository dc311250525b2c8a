package io.ydbtopic.spring.listener;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.ydbtopic.client.PartitionSession;
import io.ydbtopic.client.ReceivedMessage;
import org.jspecify.annotations.Nullable;

/**
 * At which messages of a container something is wrong, and what. It remembers where a
 * partition was held also after it has moved away, so that a message that comes back is
 * not tried all over again. Thread-safe.
 */
final class Troubles {

	private final Map<Place, Entry> places = new ConcurrentHashMap<>();

	private final ListenerRuntime runtime;

	Troubles(ListenerRuntime runtime) {
		this.runtime = runtime;
	}

	/** Something goes wrong at a message. */
	void report(ReceivedMessage<?> message, PartitionTrouble.Kind kind, int attempt, Throwable cause) {
		this.places.compute(Place.of(message), (place, before) -> {
			boolean same = before != null && before.trouble.kind() == kind;
			return new Entry(new PartitionTrouble(message.topic(), message.partitionId(), message.offset(), kind,
					attempt, same ? before.trouble.since() : this.runtime.now(), cause.getClass().getName()), message);
		});
	}

	/** The message is out of the way. */
	void over(ReceivedMessage<?> message) {
		this.places.remove(Place.of(message));
	}

	/** The session is gone; only where it was held is remembered. */
	void sessionEnded(PartitionSession session) {
		for (Place place : this.places.keySet()) {
			this.places.computeIfPresent(place, (same, entry) -> {
				if (entry.message == null || entry.message.session() != session) {
					return entry;
				}
				return (entry.trouble.kind() == PartitionTrouble.Kind.HELD) ? new Entry(entry.trouble, null) : null;
			});
		}
	}

	/**
	 * Whether the partition was held at this very message, in a session before: it is
	 * held again then.
	 */
	boolean isHeldAgain(ReceivedMessage<?> message) {
		if (this.places.isEmpty()) {
			return false;
		}
		Entry entry = this.places.computeIfPresent(Place.of(message),
				(place, before) -> (before.trouble.kind() == PartitionTrouble.Kind.HELD)
						? new Entry(before.trouble, message) : before);
		return entry != null && entry.trouble.kind() == PartitionTrouble.Kind.HELD;
	}

	/** The messages at which a session is held, by offset. */
	List<? extends ReceivedMessage<?>> held(PartitionSession session) {
		List<ReceivedMessage<?>> held = new ArrayList<>();
		for (Entry entry : this.places.values()) {
			ReceivedMessage<?> message = entry.message;
			if (entry.trouble.kind() == PartitionTrouble.Kind.HELD && message != null && message.session() == session) {
				held.add(message);
			}
		}
		held.sort(Comparator.comparingLong(ReceivedMessage::offset));
		return held;
	}

	/** Forgets where a partition was held: what comes again is tried again. */
	void forget(String topic, long partitionId) {
		this.places.values()
			.removeIf((entry) -> entry.trouble.kind() == PartitionTrouble.Kind.HELD
					&& entry.trouble.partitionId() == partitionId && entry.trouble.topic().equals(topic));
	}

	/** The messages that are here and do not get on, by topic, partition and offset. */
	List<PartitionTrouble> current() {
		return this.places.values()
			.stream()
			.filter((entry) -> entry.message != null)
			.map(Entry::trouble)
			.sorted(Comparator.comparing(PartitionTrouble::topic)
				.thenComparing(PartitionTrouble::partitionId)
				.thenComparing(PartitionTrouble::offset))
			.toList();
	}

	private record Place(String topic, long partitionId, long offset) {

		static Place of(ReceivedMessage<?> message) {
			return new Place(message.topic(), message.partitionId(), message.offset());
		}

	}

	/**
	 * A trouble and the message that has it; {@code null} while the partition is
	 * elsewhere.
	 */
	private record Entry(PartitionTrouble trouble, @Nullable ReceivedMessage<?> message) {
	}

}
