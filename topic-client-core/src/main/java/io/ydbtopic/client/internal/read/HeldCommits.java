package io.ydbtopic.client.internal.read;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.ydbtopic.client.admin.ConsumerPartition;
import io.ydbtopic.client.error.PartitionSessionEndedException;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.Scheduled;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import org.jspecify.annotations.Nullable;

/**
 * Commits that were requested while their session lived and whose stream was lost before
 * the server confirmed them. They wait for the next session of their partition, which
 * sends them again; or fail with the reason why they can't. It promises that each ends:
 * at the limit at the latest. Confined to the reader's loop.
 */
final class HeldCommits {

	private final SerialLoop loop;

	private final CommitResults results;

	private final Duration limit;

	/** Told whenever commits begin to be held, or end to be. */
	private final Runnable changed;

	private final Map<Place, Held> held = new LinkedHashMap<>();

	/**
	 * Nothing is held yet.
	 * @param limit most time to wait for a partition; zero holds nothing
	 */
	HeldCommits(SerialLoop loop, CommitResults results, Duration limit, Runnable changed) {
		this.loop = loop;
		this.results = results;
		this.limit = limit;
		this.changed = changed;
	}

	/** Takes the commits of a session whose stream was lost. */
	void hold(PartitionTrack track, PartitionCommits commits) {
		if (commits.isEmpty()) {
			return;
		}
		if (this.limit.isZero()) {
			this.results.fail(track, commits.drain(), track.endedException());
			return;
		}
		Place place = Place.of(track);
		Scheduled timer = this.loop.schedule(track + " held commits", this.limit,
				() -> fail(place, "the partition did not come back within " + this.limit));
		this.held.put(place, new Held(track, commits, timer));
		this.changed.run();
	}

	/** The partition has come back: its new session takes the commits over. */
	void handTo(PartitionTrack next) {
		Held last = take(Place.of(next));
		if (last == null) {
			return;
		}
		String obstacle = obstacle(last, next);
		if (obstacle != null) {
			fail(last, obstacle);
		}
		else {
			this.results.succeed(last.commits.committed(next.committedOffset()));
			next.takeOver(last.commits);
		}
		this.changed.run();
	}

	/** Why the commits mean nothing in the new session; null if they do. */
	private static @Nullable String obstacle(Held last, PartitionTrack next) {
		long before = last.track.committedOffset();
		long now = next.committedOffset();
		if (now < before) {
			return "the consumer was moved back from offset " + before + " to " + now;
		}
		if (last.commits.lastOffset() > Math.max(next.endOffsetAtStart(), now)) {
			return "the partition ends at offset " + next.endOffsetAtStart() + " now: it is not the one that was read";
		}
		return null;
	}

	/**
	 * What the server says about the partitions of a topic.
	 * @param own names of this reader's streams, past and present
	 */
	void judge(String topic, List<ConsumerPartition> partitions, Set<String> own) {
		for (ConsumerPartition partition : partitions) {
			Place place = new Place(topic, partition.partitionId());
			Held waiting = this.held.get(place);
			if (waiting == null) {
				continue;
			}
			// The server may have stored what it could not confirm any more.
			this.results.succeed(waiting.commits.committed(partition.committedOffset()));
			String reader = partition.readSessionId();
			if (waiting.commits.isEmpty()) {
				take(place);
			}
			else if (reader != null && !own.contains(reader)) {
				fail(place, "the partition is read by '" + partition.readerName() + "' now (session " + reader + ")");
			}
		}
		this.changed.run();
	}

	private @Nullable Held take(Place place) {
		Held found = this.held.remove(place);
		if (found != null) {
			found.timer.cancel();
		}
		return found;
	}

	private void fail(Place place, String why) {
		Held found = take(place);
		if (found != null) {
			fail(found, why);
			this.changed.run();
		}
	}

	private void fail(Held lost, String why) {
		this.results.fail(lost.track, lost.commits.drain(),
				new PartitionSessionEndedException(lost.track + ": the stream was lost before the commit of topic '"
						+ lost.track.topic() + "' partition " + lost.track.partitionId() + " was confirmed, and " + why
						+ "; uncommitted messages are delivered again"));
	}

	/** Nothing comes back any more. */
	void failAll(TopicException cause) {
		List<Held> left = new ArrayList<>(this.held.values());
		this.held.clear();
		left.forEach((lost) -> {
			lost.timer.cancel();
			this.results.fail(lost.track, lost.commits.drain(), cause);
		});
		this.changed.run();
	}

	boolean isEmpty() {
		return this.held.isEmpty();
	}

	/** Topics with commits that wait. */
	Set<String> topics() {
		return this.held.keySet().stream().map(Place::topic).collect(Collectors.toSet());
	}

	/** A partition, as the server calls it. */
	private record Place(String topic, long partitionId) {

		static Place of(PartitionTrack track) {
			return new Place(track.topic(), track.partitionId());
		}

	}

	private record Held(PartitionTrack track, PartitionCommits commits, Scheduled timer) {
	}

}
