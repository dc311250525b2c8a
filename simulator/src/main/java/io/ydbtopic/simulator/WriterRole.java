package io.ydbtopic.simulator;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

import io.ydbtopic.client.BufferFull;
import io.ydbtopic.client.KeyedMessage;
import io.ydbtopic.client.KeyedTopicWriter;
import io.ydbtopic.client.KeyedWriterSettings;
import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.RetrySettings;
import io.ydbtopic.client.Serializer;
import io.ydbtopic.client.TopicWriter;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.client.WriterCloseReport;
import io.ydbtopic.client.WriterSettings;
import io.ydbtopic.client.observe.StreamState;
import io.ydbtopic.client.observe.StreamStatus;
import io.ydbtopic.client.observe.WriterCounters;
import io.ydbtopic.simulator.check.Invariant;
import io.ydbtopic.simulator.check.Payload;
import org.jspecify.annotations.Nullable;

/**
 * Writes bursts of messages, and opens a new writer when the one before has failed for
 * good.
 */
final class WriterRole implements Role {

	private static final long BUFFER_BYTES = 40_000;

	private static final int KEYS = 5;

	/** What a future may take to be told after what it waits for. */
	private static final long TELLING_NANOS = 100_000_000L;

	private static final Duration REOPEN = Duration.ofSeconds(1);

	/** How long the close of a writer may take that has failed. */
	private static final Duration CLOSE_OF_FAILED = Duration.ofSeconds(30);

	private final World world;

	private final Instance.Running instance;

	private final String name;

	private final Scenario.WriterPlan plan;

	private final RandomGenerator random;

	private @Nullable Open open;

	/** Those that are being closed, to make room for others. */
	private final Set<Open> leaving = new LinkedHashSet<>();

	private boolean closing;

	/** Bytes of values that were taken and have no ack: the writer must bound them. */
	private long bytesInFlight;

	WriterRole(World world, Instance.Running instance, String name, Scenario.WriterPlan plan) {
		this.world = world;
		this.instance = instance;
		this.name = name;
		this.plan = plan;
		this.random = instance.process().random();
	}

	/** One of the two kinds of writers. */
	private interface Open {

		@Nullable CompletableFuture<WriteAck> tryWrite(String stream, String value);

		String stream(int draw);

		StreamStatus status();

		WriterCounters counters();

		CompletableFuture<Void> flush();

		CompletableFuture<WriterCloseReport> close(Duration deadline);

	}

	@Override
	public void open() {
		WriterSettings.Builder settings = WriterSettings.builder(Cluster.TOPIC)
			.producerId(this.name)
			.bufferMaxBytes(this.world.is(Sabotage.BUFFERS_TOO_MUCH) ? 2 * BUFFER_BYTES : BUFFER_BYTES)
			.bufferFull(BufferFull.FAIL);
		if (this.world.is(Sabotage.STORMS)) {
			settings.retry(RetrySettings.builder().fastBase(Duration.ofMillis(1)).fastDoublings(0).build());
		}
		if (this.plan == Scenario.WriterPlan.PINNED) {
			settings.partitionId(0L);
		}
		if (this.plan == Scenario.WriterPlan.DIRECT) {
			settings.directWrite(true);
		}
		this.open = (this.plan == Scenario.WriterPlan.KEYED) ? new Keyed(this.instance.client()
			.keyedWriter(KeyedWriterSettings.builder(settings.build()).idleTimeout(Duration.ofSeconds(20)).build(),
					Serializer.string()))
				: new Plain(this.instance.client().writer(settings.build(), Serializer.string()));
		scheduleNext();
	}

	private void scheduleNext() {
		double seconds = -Math.log(1 - this.random.nextDouble()) / this.world.scenario().writesPerSecond();
		this.instance.app().after("next burst", (long) (seconds * 1e9), this::burst);
	}

	private void burst() {
		Open writer = this.open;
		if (this.closing || writer == null) {
			return;
		}
		if (writer.status().state() == StreamState.FAILED) {
			this.world.checker().count("writers failed");
			this.open = null;
			this.leaving.add(writer);
			this.instance.app().after("open again", REOPEN.toNanos(), () -> leave(writer, CLOSE_OF_FAILED));
			return;
		}
		if (this.world.isWriting()) {
			int count = 1 + this.random.nextInt((this.random.nextInt(20) == 0) ? 40 : 5);
			for (int i = 0; i < count; i++) {
				write(writer);
			}
			if (this.random.nextInt(10) == 0) {
				CompletableFuture<Void> flushed = writer.flush();
				this.world.checker().waiting(writer, "a flush of " + this.name, flushed);
			}
			checkMemory(writer.counters().bufferedBytes());
			if (this.bytesInFlight > BUFFER_BYTES) {
				// Room is given back when an ack has come, shortly before its future is
				// told.
				this.instance.app().after("told by now", TELLING_NANOS, () -> checkMemory(this.bytesInFlight));
			}
			if (this.world.is(Sabotage.WAITS_FOR_NOTHING)) {
				this.world.checker().waiting(writer, "nothing", new CompletableFuture<>());
			}
			if (this.world.is(Sabotage.TASK_FAILS)) {
				throw new IllegalStateException("sabotage");
			}
		}
		scheduleNext();
	}

	private void checkMemory(long bytes) {
		if (bytes > BUFFER_BYTES) {
			this.world.checker()
				.violated(Invariant.MEMORY,
						this.name + " has " + bytes + " bytes in its buffer (expected at most " + BUFFER_BYTES + ")");
		}
	}

	private void openAgain() {
		if (!this.closing && this.open == null) {
			open();
		}
	}

	private void write(Open writer) {
		String stream = writer.stream(this.random.nextInt(KEYS));
		int filling = (this.random.nextInt(50) == 0) ? 10_000 : this.random.nextInt(600);
		// A number that is not taken is not used again: it makes a hole, which is no
		// disorder.
		int number = this.world.nextNumber(stream);
		Payload payload = new Payload(stream, this.world.is(Sabotage.WRITES_TWICE) ? number / 2 : number);
		String value = payload.toValue(filling);
		CompletableFuture<WriteAck> ack;
		try {
			ack = writer.tryWrite(stream, value);
		}
		catch (RuntimeException ex) {
			checkFailure(writer, payload, ex);
			return;
		}
		if (ack == null) {
			this.world.checker().count("buffer full");
			this.world.checker().seen("Buffer full");
			return;
		}
		this.world.checker().count("written");
		this.world.checker().waiting(writer, "the ack of " + payload, ack);
		int bytes = value.length();
		this.bytesInFlight += bytes;
		ack.whenComplete((done, error) -> {
			this.bytesInFlight -= bytes;
			if (done != null) {
				this.world.checker().acknowledged(payload, this.world.key(0), done);
			}
			else if (error != null) {
				checkFailure(writer, payload, error);
			}
		});
	}

	/** A write may fail only because its writer is over. */
	private void checkFailure(Open writer, Payload payload, Throwable error) {
		this.world.checker().seen("Write failed");
		this.world.checker().count("writes failed");
		StreamState state = writer.status().state();
		if (!this.closing && state != StreamState.FAILED && state != StreamState.CLOSED && writer == this.open) {
			this.world.checker()
				.violated(Invariant.EVERY_WAIT_ENDS, payload + " failed though its writer is " + state + ": " + error);
		}
	}

	/** Closes the writer and opens another one. */
	void restart(Duration deadline) {
		this.instance.app().execute(() -> {
			Open old = this.open;
			if (old == null || this.closing) {
				return;
			}
			this.open = null;
			this.world.tell(this.name, () -> "closes its writer within " + deadline);
			this.leaving.add(old);
			leave(old, deadline);
		});
	}

	private void leave(Open old, Duration deadline) {
		CompletableFuture<WriterCloseReport> closed = old.close(deadline);
		closed.thenAccept((report) -> this.instance.app().after("closed", 1_000_000L, () -> {
			this.leaving.remove(old);
			this.world.checker().ownerClosed(old);
			this.world.wire().checkClosed(old.status().id());
			openAgain();
		}));
		this.instance.expectClosed(closed, deadline, "the writer of " + this.name);
	}

	/** What is not acknowledged. */
	long inFlight() {
		Open writer = this.open;
		return (writer != null) ? writer.counters().inFlightMessages() : 0;
	}

	@Override
	public void closing() {
		this.closing = true;
	}

	@Override
	public void closed() {
		Open writer = this.open;
		if (writer != null) {
			this.world.checker().ownerClosed(writer);
		}
	}

	@Override
	public void died() {
		this.closing = true;
		Open writer = this.open;
		if (writer != null) {
			this.leaving.add(writer);
		}
		this.leaving.forEach((gone) -> this.world.checker().forgetWaits(gone));
	}

	private final class Plain implements Open {

		private final TopicWriter<String> writer;

		Plain(TopicWriter<String> writer) {
			this.writer = writer;
		}

		@Override
		public @Nullable CompletableFuture<WriteAck> tryWrite(String stream, String value) {
			return this.writer.tryWrite(OutgoingMessage.of(value));
		}

		@Override
		public String stream(int draw) {
			return WriterRole.this.name;
		}

		@Override
		public StreamStatus status() {
			return this.writer.status();
		}

		@Override
		public WriterCounters counters() {
			return this.writer.counters();
		}

		@Override
		public CompletableFuture<Void> flush() {
			return this.writer.flush();
		}

		@Override
		public CompletableFuture<WriterCloseReport> close(Duration deadline) {
			return this.writer.closeAsync(deadline);
		}

		@Override
		public String toString() {
			return "the writer of " + WriterRole.this.name;
		}

	}

	private final class Keyed implements Open {

		private final KeyedTopicWriter<String> writer;

		Keyed(KeyedTopicWriter<String> writer) {
			this.writer = writer;
		}

		@Override
		public @Nullable CompletableFuture<WriteAck> tryWrite(String stream, String value) {
			return this.writer.tryWrite(KeyedMessage.of(stream, value));
		}

		@Override
		public String stream(int draw) {
			return WriterRole.this.name + "/k" + draw;
		}

		@Override
		public StreamStatus status() {
			return this.writer.status();
		}

		@Override
		public WriterCounters counters() {
			return this.writer.counters();
		}

		@Override
		public CompletableFuture<Void> flush() {
			return this.writer.flush();
		}

		@Override
		public CompletableFuture<WriterCloseReport> close(Duration deadline) {
			return this.writer.closeAsync(deadline);
		}

		@Override
		public String toString() {
			return "the keyed writer of " + WriterRole.this.name;
		}

	}

}
