package io.ydbtopic.client.internal.read;

import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.PartitionLag;
import io.ydbtopic.client.ReaderSettings;
import io.ydbtopic.client.internal.runtime.Scheduled;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that a partition whose application is slow does not starve the others. The
 * server counts bytes for a whole stream and sends the oldest messages first, so that one
 * partition may fill the buffer; while its application does not take them, nobody gets
 * anything. It acts only if all of that is so for a while: the server may send nothing
 * more, a partition has room in the buffer and takes nothing, and another one has
 * nothing, wants something and, says the server, could have it. Confined to the reader's
 * loop.
 */
final class Starvation {

	/** More slow partitions than that are a slow application. */
	private static final int MOST_DETOURS = 8;

	private final SerialLoop loop;

	private final Duration patience;

	private final Detours detours;

	private final PauseSwitch pauses;

	private Scheduled timer = Scheduled.NONE;

	Starvation(SerialLoop loop, ReaderSettings settings, Detours detours, PauseSwitch pauses) {
		this.loop = loop;
		this.patience = settings.slowPartitionAfter();
		this.detours = detours;
		this.pauses = pauses;
	}

	/** Something has come. */
	void watch(ReaderConnection connection, Delivery delivery) {
		if (this.timer == Scheduled.NONE && connection.budget().isUsedUp() && !this.patience.isZero()) {
			arm(connection, delivery);
		}
	}

	private void arm(ReaderConnection connection, Delivery delivery) {
		this.timer = this.loop.schedule(connection.id() + " starvation", this.patience,
				() -> check(connection, delivery));
	}

	private void check(ReaderConnection connection, Delivery delivery) {
		this.timer = Scheduled.NONE;
		if (!connection.budget().isUsedUp()) {
			return;
		}
		if (delivery.isWanting() && slowest(connection) != null) {
			connection.tracks().stream().filter(this::isHungry).forEach((track) -> ask(connection, track));
		}
		arm(connection, delivery);
	}

	private boolean isHungry(PartitionTrack track) {
		return track.isActive() && !track.isBusy() && !track.isHeld() && !track.isStopRequested()
				&& track.waiting().detour() == null && track.waiting().isEmpty() && !this.pauses.isPaused(track);
	}

	private void ask(ReaderConnection connection, PartitionTrack hungry) {
		CompletableFuture<PartitionLag> answer = new CompletableFuture<>();
		answer.thenAccept((lag) -> this.loop.execute(() -> {
			if (lag.endOffset() > hungry.receivedEnd() && isHungry(hungry)) {
				relieve(connection);
			}
		}));
		connection.lagWatch().ask(hungry, answer);
	}

	private void relieve(ReaderConnection connection) {
		PartitionTrack slowest = slowest(connection);
		if (slowest != null && connection.budget().isUsedUp()) {
			this.detours.shed(slowest);
		}
	}

	/** The partition that holds most of the buffer and takes nothing; null if none. */
	private @Nullable PartitionTrack slowest(ReaderConnection connection) {
		if (this.detours.size() >= MOST_DETOURS) {
			return null;
		}
		long since = connection.nanoTime() - this.patience.toNanos();
		return connection.tracks()
			.stream()
			.filter((track) -> track.isActive() && !track.isHeld() && !track.isStopRequested()
					&& track.waiting().detour() == null && track.waiting().bytes() > 0
					&& track.waiting().since() - since <= 0)
			.max(Comparator.comparingLong((track) -> track.waiting().bytes()))
			.orElse(null);
	}

	/** The stream is over. */
	void stop() {
		this.timer.cancel();
		this.timer = Scheduled.NONE;
	}

}
