package io.ydbtopic.client.internal.read;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

import com.google.protobuf.Timestamp;
import io.ydbtopic.client.PartitionLag;
import io.ydbtopic.client.ReaderSettings;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.error.WaitTimeoutException;
import io.ydbtopic.client.internal.runtime.ClientRuntime;
import io.ydbtopic.client.internal.runtime.Scheduled;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import io.ydbtopic.proto.topic.StreamReadMessage.PartitionSessionStatusResponse;

/**
 * Asks the server, over one read stream, how far behind its partitions are: on demand,
 * and at the interval of the settings. The server does not answer for a session that it
 * is about to stop, so that each question has a limit. Confined to the reader's loop.
 */
final class LagWatch {

	private final String id;

	private final ClientRuntime runtime;

	private final SerialLoop loop;

	private final Executor completions;

	private final ReaderSettings settings;

	private final ReaderMeters meters;

	private final Supplier<Collection<PartitionTrack>> tracks;

	/** Asks about a session. */
	private final Consumer<PartitionTrack> server;

	/** Sessions that were asked about, and who waits for the answer. */
	private final Map<PartitionTrack, Question> asked = new LinkedHashMap<>();

	private Scheduled timer = Scheduled.NONE;

	LagWatch(String id, ClientRuntime runtime, SerialLoop loop, Executor completions, ReaderSettings settings,
			ReaderMeters meters, Supplier<Collection<PartitionTrack>> tracks, Consumer<PartitionTrack> server) {
		this.id = id;
		this.runtime = runtime;
		this.loop = loop;
		this.completions = completions;
		this.settings = settings;
		this.meters = meters;
		this.tracks = tracks;
		this.server = server;
	}

	/** The stream is ready: asks at the interval, if there is one. */
	void start() {
		Duration interval = this.settings.lagInterval();
		if (!interval.isZero()) {
			this.timer = this.loop.schedule(this.id + " lag", interval, this::askAll);
		}
	}

	private void askAll() {
		publish();
		for (PartitionTrack track : this.tracks.get()) {
			if (track.isActive() && !track.isStopRequested()) {
				ask(track);
			}
		}
		start();
	}

	/** Asks about a session, for somebody who waits. */
	void ask(PartitionTrack track, CompletableFuture<PartitionLag> result) {
		if (track.isActive()) {
			ask(track).waiters.add(result);
		}
		else {
			fail(List.of(result), track.endedException());
		}
	}

	private Question ask(PartitionTrack track) {
		Question known = this.asked.get(track);
		if (known != null) {
			return known;
		}
		Duration limit = this.settings.handshakeTimeout();
		Question question = new Question(new ArrayList<>(0), this.loop.schedule(track + " lag answer", limit, () -> end(
				track,
				new WaitTimeoutException(track + ": the server did not tell the partition's status within " + limit))));
		this.asked.put(track, question);
		this.server.accept(track);
		return question;
	}

	/** The server's answer. */
	void answered(PartitionTrack track, PartitionSessionStatusResponse status) {
		Instant now = this.runtime.now();
		Instant writtenUpTo = instant(status.getWriteTimeHighWatermark());
		Instant oldest = track.waiting().oldest();
		Duration behind = Duration.between((oldest != null) ? oldest : writtenUpTo, now);
		PartitionLag lag = new PartitionLag(status.getCommittedOffset(),
				Math.max(status.getReadOffset(), track.deliveredEnd()), status.getPartitionOffsets().getEnd(),
				writtenUpTo, behind.isNegative() ? Duration.ZERO : behind, now);
		track.lastLag(lag);
		Question question = this.asked.remove(track);
		if (question != null) {
			question.limit.cancel();
			if (!question.waiters.isEmpty()) {
				this.completions.execute(() -> question.waiters.forEach((waiter) -> waiter.complete(lag)));
			}
		}
		if (this.asked.isEmpty()) {
			publish();
		}
	}

	private static Instant instant(Timestamp time) {
		return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
	}

	/** Nothing more is said about a session. */
	void end(PartitionTrack track, TopicException cause) {
		Question question = this.asked.remove(track);
		if (question != null) {
			question.limit.cancel();
			fail(question.waiters, cause);
		}
	}

	private void fail(List<CompletableFuture<PartitionLag>> waiters, TopicException cause) {
		if (!waiters.isEmpty()) {
			this.completions.execute(() -> waiters.forEach((waiter) -> waiter.completeExceptionally(cause)));
		}
	}

	private void publish() {
		long messages = 0;
		long millis = 0;
		boolean known = false;
		for (PartitionTrack track : this.tracks.get()) {
			PartitionLag lag = track.lastLag();
			if (lag != null) {
				known = true;
				messages += lag.messages();
				millis = Math.max(millis, lag.timeBehind().toMillis());
			}
		}
		this.meters.lagMessages.lazySet(known ? messages : -1);
		this.meters.lagMillis.lazySet(known ? millis : -1);
	}

	/** The stream is over; its sessions have ended. */
	void stop() {
		this.timer.cancel();
		publish();
	}

	private record Question(List<CompletableFuture<PartitionLag>> waiters, Scheduled limit) {
	}

}
