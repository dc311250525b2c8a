package io.ydbtopic.client.internal.read;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import io.ydbtopic.client.internal.runtime.Scheduled;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which sessions wait until all of another one is handed out: children of a partition
 * that was split wait for their parent. A parent that ends before that is started again,
 * here or elsewhere, and the server takes its children back until then; so they wait for
 * the parent's next session here, or for their own end. Confined to the reader's loop.
 */
final class ParentsFirst {

	private static final Logger logger = LoggerFactory.getLogger(ParentsFirst.class);

	private final SerialLoop loop;

	/** How long a server may take to take back what it has to. */
	private final Duration patience;

	/** Told when sessions of a connection need not wait any longer. */
	private final Consumer<ReaderConnection> released;

	/** Parents by the child that waits for them. */
	private final Map<String, Set<PartitionTrack>> parents = new HashMap<>();

	/** Parents that ended too early, until their children are not held back any more. */
	private final Map<PartitionTrack, Scheduled> endedEarly = new HashMap<>();

	ParentsFirst(SerialLoop loop, Duration patience, Consumer<ReaderConnection> released) {
		this.loop = loop;
		this.patience = patience;
		this.released = released;
	}

	/** All of a partition has come: its children must wait until it is handed out. */
	void finished(PartitionTrack parent, List<Long> children) {
		for (Long child : children) {
			this.parents.computeIfAbsent(place(parent.topic(), child), (place) -> new LinkedHashSet<>()).add(parent);
		}
	}

	/** Whether a session has to wait. */
	boolean holdBack(PartitionTrack child) {
		return !this.parents.isEmpty() && this.parents.containsKey(place(child));
	}

	/** All of a partition was handed out. */
	void handedOut(PartitionTrack parent) {
		this.endedEarly.getOrDefault(parent, Scheduled.NONE).cancel();
		this.endedEarly.remove(parent);
		this.parents.values().forEach((waitedFor) -> waitedFor.remove(parent));
		if (this.parents.values().removeIf(Set::isEmpty)) {
			this.released.accept(parent.connection());
		}
	}

	/**
	 * A session begins. Who waits for an earlier session of its partition waits for this
	 * one; and the server would not start it before its parents are done.
	 */
	void started(PartitionTrack track) {
		forgetEndedParents(track);
		for (PartitionTrack ended : List.copyOf(this.endedEarly.keySet())) {
			if (place(ended).equals(place(track))) {
				this.parents.values().forEach((waitedFor) -> {
					if (waitedFor.remove(ended)) {
						waitedFor.add(track);
					}
				});
				handedOut(ended);
			}
		}
	}

	/** A session is over, and waits for nothing. */
	void ended(PartitionTrack track, boolean allHandedOut) {
		forgetEndedParents(track);
		boolean waitedFor = this.parents.values().stream().anyMatch((parent) -> parent.contains(track));
		if (waitedFor && !allHandedOut) {
			this.endedEarly.put(track, Scheduled.NONE);
		}
	}

	/** The end of a session was told, behind its last batch. */
	void endTold(PartitionTrack track) {
		if (!this.endedEarly.containsKey(track)) {
			handedOut(track);
			return;
		}
		this.endedEarly.put(track, this.loop.schedule(track + " children", this.patience, () -> {
			logger.warn("{}: ended before all of topic '{}' partition {} was handed out, and the server leaves its"
					+ " children here: they go on without it", track, track.topic(), track.partitionId());
			handedOut(track);
		}));
	}

	private void forgetEndedParents(PartitionTrack child) {
		Set<PartitionTrack> waitedFor = this.parents.get(place(child));
		if (waitedFor != null) {
			waitedFor.removeIf((parent) -> !parent.isActive());
			if (waitedFor.isEmpty()) {
				this.parents.remove(place(child));
			}
		}
	}

	/** The connection of all sessions is over. */
	void clear() {
		this.parents.clear();
		this.endedEarly.values().forEach(Scheduled::cancel);
		this.endedEarly.clear();
	}

	private static String place(PartitionTrack track) {
		return place(track.topic(), track.partitionId());
	}

	private static String place(String topic, long partitionId) {
		return topic + "#" + partitionId;
	}

}
