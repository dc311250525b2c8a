package io.ydbtopic.client.internal.read;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import io.ydbtopic.client.ReaderSettings;
import io.ydbtopic.client.TopicSource;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.ClientRuntime;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes single partitions out of the reader's stream for a while, without a word to the
 * server: one that is sought, because the server does not move a session that has
 * started, and one whose application is so slow that the others starve, because all share
 * one account of bytes. What the reader's stream brings for them meanwhile is dropped, or
 * kept in part; what is missing comes over a {@link Replay}. Confined to the reader's
 * loop.
 */
final class Detours {

	private static final Logger logger = LoggerFactory.getLogger(Detours.class);

	/** A replay has so much of the reader's buffer for its own, and a tail as much. */
	private static final int SHARE = 16;

	private static final long LEAST_BYTES = 1024;

	private final ClientRuntime runtime;

	private final SerialLoop loop;

	private final SerialLoop completions;

	private final ReadStreams streams;

	private final ReaderSettings settings;

	private final ReaderMeters meters;

	/** Told when a partition has something to hand out. */
	private final Consumer<PartitionTrack> pump;

	/** Told when a stream has ended. */
	private final Runnable progress;

	/** Streams that are being closed. */
	private final Set<Replay> closing = new LinkedHashSet<>();

	/** Partitions on a detour. */
	private final Set<PartitionTrack> tracks = new LinkedHashSet<>();

	Detours(ClientRuntime runtime, SerialLoop loop, SerialLoop completions, ReadStreams streams,
			ReaderSettings settings, ReaderMeters meters, Consumer<PartitionTrack> pump, Runnable progress) {
		this.runtime = runtime;
		this.loop = loop;
		this.completions = completions;
		this.streams = streams;
		this.settings = settings;
		this.meters = meters;
		this.pump = pump;
		this.progress = progress;
	}

	/** How many partitions are on a detour. */
	int size() {
		return this.tracks.size();
	}

	/**
	 * Data of the reader's own stream.
	 * @return whether there is something left to hand out now
	 */
	boolean passes(PartitionTrack track, Arrived data) {
		Detour detour = track.waiting().detour();
		if (detour == null) {
			return data.skipTo(track.waiting().skipBefore());
		}
		detour.keep(data);
		rejoin(track, detour);
		return false;
	}

	/** Where an event goes that must not overtake data. */
	void add(PartitionTrack track, PartitionTrack.Event event) {
		Detour detour = track.waiting().detour();
		if (detour == null) {
			track.waiting().items().add(event);
		}
		else {
			detour.keep(event);
			rejoin(track, detour);
		}
	}

	/** From which offset on messages are handed out, from now on. */
	void seek(PartitionTrack track, long offset) {
		Detour detour = track.waiting().detour();
		if (detour != null) {
			// Whatever was replayed is not wanted any more; the tail may be.
			track.waiting().dropArrived();
			closeReplay(detour);
			detour.readFrom(offset);
			rejoin(track, detour);
		}
		else if (offset >= track.firstWaiting()) {
			track.waiting().skipBefore(offset);
			track.waiting().dropBefore(offset);
		}
		else {
			Detour begun = begin(track, offset);
			for (Object item : track.waiting().items()) {
				if (item instanceof Arrived data) {
					begun.keepAll(data);
				}
				else if (item instanceof PartitionTrack.Event event) {
					begun.keep(event);
				}
			}
			track.waiting().items().clear();
			logger.debug("{}: is read again from offset {}", track, offset);
		}
	}

	/** A partition gives up the buffer, but for a part; what it gave up comes again. */
	void shed(PartitionTrack track) {
		long next = track.firstWaiting();
		long kept = 0;
		boolean keeping = true;
		ArrayDeque<Object> events = new ArrayDeque<>();
		Iterator<Object> items = track.waiting().items().iterator();
		while (items.hasNext()) {
			Object item = items.next();
			if (item instanceof Arrived data) {
				keeping &= kept + data.bytesLeft() <= share();
				if (keeping) {
					kept += data.bytesLeft();
					next = data.endOffset();
					continue;
				}
				data.release();
			}
			else {
				events.add(item);
			}
			items.remove();
		}
		Detour detour = begin(track, next);
		events.forEach((event) -> detour.keep((PartitionTrack.Event) event));
		logger.info("{}: takes nothing while others wait for messages; it is read again from offset {} on its own",
				track, next);
	}

	private Detour begin(PartitionTrack track, long next) {
		Detour detour = new Detour(next, track.receivedEnd(), share());
		track.waiting().detour(detour);
		this.tracks.add(track);
		return detour;
	}

	private long share() {
		return Math.max(LEAST_BYTES, this.settings.bufferMaxBytes() / SHARE);
	}

	/** Everything that there was is handed out: now the missing part is needed. */
	void drained(PartitionTrack track) {
		Detour detour = track.waiting().detour();
		if (detour == null || detour.replay() != null || !track.isActive() || track.isStopRequested()) {
			return;
		}
		Brought target = new Brought(track, detour);
		ReaderMeters.raise(this.meters.replays, 1);
		// One that was closed may have its call open for a moment: the names tell them
		// apart.
		String id = track.id() + "-replay" + this.meters.replays.get();
		Replay replay = new Replay(id, this.runtime, this.loop, this.completions, this.streams, settingsFor(track),
				detour::next, target);
		target.replay = replay;
		detour.replay(replay);
		replay.start();
	}

	private ReaderSettings settingsFor(PartitionTrack track) {
		// Without the topic's readFrom and maxLag: what came once, or was asked for,
		// comes.
		return this.settings.toBuilder()
			.name(this.settings.name() + "-replay")
			.topics(List.of(TopicSource.of(track.topic(), List.of(track.partitionId()))))
			.consumer(null)
			.bufferMaxBytes(share())
			.lagInterval(Duration.ZERO)
			.build();
	}

	/** Goes on with the reader's own stream, once nothing is missing before it. */
	private void rejoin(PartitionTrack track, Detour detour) {
		if (detour.isOver()) {
			end(track);
			track.waiting().skipBefore(detour.next());
			track.waiting().items().addAll(detour.takeTail());
			logger.debug("{}: is read from the reader's own stream again, from offset {}", track, detour.next());
			this.pump.accept(track);
		}
	}

	/** A partition's session is over, or its data is not wanted. */
	void drop(PartitionTrack track) {
		Detour detour = track.waiting().detour();
		if (detour != null) {
			end(track);
			detour.dropTail();
			track.waiting().items().addAll(detour.takeTail());
		}
	}

	private void end(PartitionTrack track) {
		Detour detour = track.waiting().detour();
		if (detour != null) {
			closeReplay(detour);
			track.waiting().detour(null);
			this.tracks.remove(track);
		}
	}

	private void closeReplay(Detour detour) {
		Replay replay = detour.replay();
		if (replay != null) {
			detour.replay(null);
			this.closing.add(replay);
			replay.close().whenComplete((done, error) -> this.loop.execute(() -> {
				this.closing.remove(replay);
				this.progress.run();
			}));
		}
	}

	/** Whether a stream has not ended yet. */
	boolean isAnythingOpen() {
		return !this.closing.isEmpty();
	}

	/** What a replay brings to its partition. */
	private final class Brought implements Replay.Target {

		private final PartitionTrack track;

		private final Detour detour;

		/** Set right after construction, which it needs. */
		private @Nullable Replay replay;

		Brought(PartitionTrack track, Detour detour) {
			this.track = track;
			this.detour = detour;
		}

		private boolean isWanted() {
			return this.track.waiting().detour() == this.detour && this.detour.replay() == this.replay;
		}

		@Override
		public void arrived(Arrived data) {
			if (!isWanted()) {
				data.release();
			}
			else if (data.skipTo(this.detour.next())) {
				this.detour.broughtUpTo(data.endOffset());
				this.track.waiting().add(data);
				rejoin(this.track, this.detour);
				Detours.this.pump.accept(this.track);
			}
		}

		@Override
		public void finished() {
			if (isWanted()) {
				this.detour.finished();
				rejoin(this.track, this.detour);
			}
		}

		@Override
		public void failed(TopicException cause) {
			if (isWanted()) {
				this.track.connection()
					.failedByUser(this.track + ": the partition can't be read again from offset " + this.detour.next(),
							cause);
			}
		}

	}

}
