package io.ydbtopic.simulator.fleet.cluster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Who reads which partition: each at most one stream, shared evenly, moving as little as
 * possible, and given on only when it was given back. The broker's own balance decides
 * the same, but after each event anew, which is too dear for a thousand streams. Not
 * thread-safe.
 */
final class ModelBalance {

	private final int partitions;

	private final Set<ReadStream> streams = new LinkedHashSet<>();

	private final Deque<ModelPartition> free = new ArrayDeque<>();

	private boolean changed;

	ModelBalance(List<ModelPartition> partitions) {
		this.partitions = partitions.size();
		this.free.addAll(partitions);
	}

	void join(ReadStream stream) {
		this.streams.add(stream);
		this.changed = true;
	}

	void leave(ReadStream stream) {
		this.streams.remove(stream);
		this.changed = true;
	}

	void free(ModelPartition partition) {
		this.free.add(partition);
		this.changed = true;
	}

	/** Streams that are there. */
	Set<ReadStream> streams() {
		return this.streams;
	}

	/** Decides what has to move, and moves it. */
	void decide() {
		if (!this.changed || this.streams.isEmpty()) {
			return;
		}
		this.changed = false;
		int least = this.partitions / this.streams.size();
		int withOneMore = this.partitions % this.streams.size();
		// Who has most keeps most: so the fewest move.
		List<ReadStream> byLoad = new ArrayList<>(this.streams);
		byLoad.sort(Comparator.comparingInt(ReadStream::load).reversed());
		for (int i = 0; i < byLoad.size(); i++) {
			ReadStream stream = byLoad.get(i);
			int share = (i < withOneMore) ? least + 1 : least;
			while (stream.load() > share) {
				stream.stopOne();
			}
			while (stream.load() < share && !this.free.isEmpty()) {
				stream.start(this.free.remove());
			}
		}
	}

}
