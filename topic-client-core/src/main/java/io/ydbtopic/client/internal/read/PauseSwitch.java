package io.ydbtopic.client.internal.read;

import java.util.HashSet;
import java.util.Set;

/**
 * What the application wants paused: everything, or partitions by topic and number. It
 * outlives sessions and connections. Confined to the reader's loop.
 */
final class PauseSwitch {

	private boolean all;

	private final Set<Place> places = new HashSet<>();

	void all(boolean paused) {
		this.all = paused;
	}

	void partition(String topic, long partitionId, boolean paused) {
		Place place = new Place(withoutSlash(topic), partitionId);
		if (paused) {
			this.places.add(place);
		}
		else {
			this.places.remove(place);
		}
	}

	boolean isPaused(PartitionTrack track) {
		return this.all || (!this.places.isEmpty() && this.places.stream().anyMatch((place) -> place.covers(track)));
	}

	private static String withoutSlash(String topic) {
		return topic.startsWith("/") ? topic.substring(1) : topic;
	}

	/**
	 * A partition; the server may say its topic's path in full where the user did not.
	 */
	private record Place(String topic, long partitionId) {

		boolean covers(PartitionTrack track) {
			String path = withoutSlash(track.topic());
			return this.partitionId == track.partitionId()
					&& (path.equals(this.topic) || path.endsWith("/" + this.topic));
		}

	}

}
