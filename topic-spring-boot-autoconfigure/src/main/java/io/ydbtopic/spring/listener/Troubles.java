package io.ydbtopic.spring.listener;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.ydbtopic.client.PartitionSession;
import io.ydbtopic.client.ReceivedMessage;
import org.jspecify.annotations.Nullable;

/**
 * Which partitions of a container do not get on, and why. It remembers where a partition
 * was held also after it has moved away, so that a message that comes back is not tried
 * all over again. Thread-safe.
 */
final class Troubles {

	private final Map<Place, Entry> places = new ConcurrentHashMap<>();

	private final ListenerRuntime runtime;

	Troubles(ListenerRuntime runtime) {
		this.runtime = runtime;
	}

	/** Something goes wrong at a message. */
	void report(ReceivedMessage<?> message, PartitionTrouble.Kind kind, int attempt, Throwable cause) {
		this.places.compute(Place.of(message.session()), (place, before) -> {
			boolean same = before != null && before.trouble.offset() == message.offset()
					&& before.trouble.kind() == kind;
			return new Entry(
					new PartitionTrouble(message.topic(), message.partitionId(), message.offset(), kind, attempt,
							same ? before.trouble.since() : this.runtime.now(), cause.getClass().getName()),
					message.session());
		});
	}

	/** The partition goes on. */
	void over(PartitionSession session) {
		this.places.remove(Place.of(session));
	}

	/** The session is gone; only where it was held is remembered. */
	void sessionEnded(PartitionSession session) {
		this.places.computeIfPresent(Place.of(session), (place, entry) -> {
			if (entry.session != session) {
				return entry;
			}
			return (entry.trouble.kind() == PartitionTrouble.Kind.HELD) ? new Entry(entry.trouble, null) : null;
		});
	}

	/** Whether the partition was held at this very message; it is held again then. */
	boolean isHeldAt(ReceivedMessage<?> message) {
		Entry entry = this.places.get(Place.of(message.session()));
		return entry != null && entry.trouble.kind() == PartitionTrouble.Kind.HELD
				&& entry.trouble.offset() == message.offset();
	}

	/** Holds again what was held before. */
	void heldAgain(ReceivedMessage<?> message) {
		this.places.computeIfPresent(Place.of(message.session()),
				(place, entry) -> new Entry(entry.trouble, message.session()));
	}

	/** The partitions that are here and do not get on, by topic and number. */
	List<PartitionTrouble> current() {
		return this.places.values()
			.stream()
			.filter((entry) -> entry.session != null)
			.map(Entry::trouble)
			.sorted(Comparator.comparing(PartitionTrouble::topic).thenComparing(PartitionTrouble::partitionId))
			.toList();
	}

	private record Place(String topic, long partitionId) {

		static Place of(PartitionSession session) {
			return new Place(session.topic(), session.partitionId());
		}

	}

	/**
	 * A trouble and the session that has it; {@code null} while the partition is
	 * elsewhere.
	 */
	private record Entry(PartitionTrouble trouble, @Nullable PartitionSession session) {
	}

}
