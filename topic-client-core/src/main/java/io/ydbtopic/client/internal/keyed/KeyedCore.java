package io.ydbtopic.client.internal.keyed;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.ydbtopic.client.KeyedWriterSettings;
import io.ydbtopic.client.TopicPartitions;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.client.WriterCloseReport;
import io.ydbtopic.client.admin.TopicDescription;
import io.ydbtopic.client.error.MessageRejectedException;
import io.ydbtopic.client.error.TopicClosedException;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.ClientRuntime;
import io.ydbtopic.client.internal.runtime.Scheduled;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import io.ydbtopic.client.internal.stream.ReconnectPolicy;
import io.ydbtopic.client.internal.write.BufferBudget;
import io.ydbtopic.client.internal.write.OutboxEntry;
import io.ydbtopic.client.internal.write.Settlement;
import io.ydbtopic.client.internal.write.WriterMeters;
import org.jspecify.annotations.Nullable;

/**
 * A keyed writer without its types: takes messages, routes them, counts until each has
 * its end, and ends as a whole. It promises that a message which entered is acknowledged
 * or fails, once, through all moves between partitions. {@link #enqueue}, {@link #flush}
 * and {@link #close} may be called from any thread; all else is confined to the loop that
 * it shares with the streams of its partitions.
 */
final class KeyedCore implements PartitionRouter.Owner, TopologyReader.Owner {

	private final String id;

	private final SerialLoop loop;

	private final SerialLoop completions;

	private final Settlement settlement;

	private final WriterMeters meters;

	private final KeyedStatus status;

	private final Duration idleTimeout;

	private final PartitionRouter router;

	private final TopologyReader reader;

	private final OldestDropped dropped;

	private final Flushes flushes = new Flushes();

	private final Queue<KeyedEntry> incoming = new ConcurrentLinkedQueue<>();

	/** Whether a drain is on its way; spares a hop for all but the first of a burst. */
	private final AtomicBoolean drainScheduled = new AtomicBoolean();

	private final AtomicBoolean closeRequested = new AtomicBoolean();

	private final CompletableFuture<TopicPartitions> ready = new CompletableFuture<>();

	private final CompletableFuture<WriterCloseReport> report = new CompletableFuture<>();

	/** How many messages have come. */
	private long arrivals;

	private Scheduled idleCheck = Scheduled.NONE;

	private boolean checkingIdle;

	private Scheduled closeDeadline = Scheduled.NONE;

	/** Messages that were abandoned, and the least and greatest of their numbers. */
	private long undelivered;

	private long firstNumber;

	private long lastNumber;

	/** Why it has ended; null while it lives. Read from any thread. */
	private volatile @Nullable TopicException terminal;

	KeyedCore(String id, ClientRuntime runtime, SerialLoop loop, SerialLoop completions, KeyedWriterSettings settings,
			ReconnectPolicy policy, Supplier<CompletableFuture<TopicDescription>> topology, Settlement settlement,
			WriterMeters meters, KeyedStatus status, PartitionStreams streams) {
		this.id = id;
		this.loop = loop;
		this.completions = completions;
		this.settlement = settlement;
		this.meters = meters;
		this.status = status;
		this.idleTimeout = settings.idleTimeout();
		this.router = new PartitionRouter(id, runtime, loop, runtime.newUserQueue(id + "-chooser"), settings.chooser(),
				streams, this);
		this.dropped = new OldestDropped(id, this.router, this);
		this.reader = new TopologyReader(id, loop, policy, topology, this);
		settlement.onSettled(this::settled);
	}

	void start() {
		this.loop.execute(() -> {
			if (this.terminal == null) {
				this.reader.read();
			}
		});
	}

	/** The partitions; null until they are known. From any thread. */
	@Nullable Topology topology() {
		return this.router.topology();
	}

	/** Takes an entry whose share of the buffer has been taken. From any thread. */
	void enqueue(KeyedEntry entry) {
		this.incoming.add(entry);
		if (!this.drainScheduled.get() && this.drainScheduled.compareAndSet(false, true)) {
			this.loop.execute(this::drain);
		}
	}

	/** Drops what was never sent while somebody waits for room. From any thread. */
	void dropOldest(BufferBudget buffer) {
		this.loop.execute(() -> {
			takeIncoming();
			routed();
			this.dropped.drop(buffer);
			routed();
		});
	}

	private void drain() {
		this.drainScheduled.set(false);
		takeIncoming();
		routed();
	}

	private void takeIncoming() {
		long count = 0;
		long bytes = 0;
		KeyedEntry entry = this.incoming.poll();
		while (entry != null) {
			count++;
			bytes += entry.uncompressedBytes();
			entry.arrival = ++this.arrivals;
			entry.age = this.flushes.begun();
			if (this.terminal != null) {
				abandoned(entry);
			}
			else {
				this.router.route(entry);
			}
			entry = this.incoming.poll();
		}
		this.meters.took(count, bytes);
	}

	/** A message has its end, wherever that came from. */
	private void settled(OutboxEntry settledEntry) {
		KeyedEntry entry = (KeyedEntry) settledEntry;
		Lane lane = entry.lane;
		if (lane != null) {
			lane.ended(entry);
		}
		Flushes.Age age = entry.age;
		if (age != null) {
			entry.age = null;
			this.flushes.ended(age, silentRejection(entry));
		}
	}

	private static @Nullable MessageRejectedException silentRejection(KeyedEntry entry) {
		return (!entry.isAwaited() && entry.failure() instanceof MessageRejectedException rejection) ? rejection : null;
	}

	@Override
	public void routed() {
		this.router.dispatch(this.flushes.isAwaited());
		this.settlement.complete();
	}

	@Override
	public void refused(KeyedEntry entry, TopicException refusal) {
		this.meters.failed(1);
		this.settlement.fail(entry, refusal);
	}

	@Override
	public void stored(KeyedEntry entry, WriteAck ack) {
		this.meters.acknowledged(1);
		this.settlement.acknowledge(entry, ack);
	}

	@Override
	public void abandoned(KeyedEntry entry) {
		TopicException cause = this.terminal;
		this.undelivered++;
		if (entry.number() > 0) {
			this.firstNumber = (this.firstNumber == 0) ? entry.number() : Math.min(this.firstNumber, entry.number());
			this.lastNumber = Math.max(this.lastNumber, entry.number());
		}
		this.meters.failed(1);
		this.settlement.fail(entry, (cause != null) ? cause : new TopicClosedException(this.id + " is closed"));
	}

	@Override
	public void topologyWanted() {
		this.reader.read();
	}

	@Override
	public boolean topologyRead(Topology topology) {
		this.status.partitionsKnown();
		boolean enough = this.router.topologyRead(topology);
		routed();
		this.completions.execute(() -> this.ready.complete(topology.partitions()));
		return enough;
	}

	@Override
	public void topologyDelayed(TopicException error, int attempt, Duration delay) {
		this.status.partitionsDelayed(error, attempt, delay);
	}

	@Override
	public void topologyFailed(TopicException error) {
		failed(error);
	}

	@Override
	public void laneOpened() {
		if (!this.checkingIdle) {
			this.checkingIdle = true;
			this.idleCheck = this.loop.schedule(this.id + " idle partitions", this.idleTimeout.dividedBy(2),
					this::checkIdle);
		}
	}

	private void checkIdle() {
		this.checkingIdle = false;
		this.router.closeIdle(this.idleTimeout);
		if (this.router.openLanes() > 0) {
			laneOpened();
		}
	}

	/** Everything that was enqueued before. From any thread. */
	CompletableFuture<Void> flush() {
		CompletableFuture<Void> result = new CompletableFuture<>();
		this.loop.execute(() -> flushOnLoop().whenComplete((done, error) -> this.completions.execute(() -> {
			if (error != null) {
				result.completeExceptionally(error);
			}
			else {
				result.complete(null);
			}
		})));
		return result;
	}

	private CompletableFuture<Void> flushOnLoop() {
		takeIncoming();
		TopicException ended = this.terminal;
		if (ended != null) {
			return CompletableFuture.failedFuture(ended);
		}
		CompletableFuture<Void> flushed = this.flushes.flush();
		routed();
		this.router.hurry();
		return flushed;
	}

	/**
	 * Closes: flushes until the deadline, then ends all streams. Harmless when repeated;
	 * the first deadline counts. From any thread.
	 * @return what was left; never fails
	 */
	CompletableFuture<WriterCloseReport> close(Duration deadline) {
		if (this.closeRequested.compareAndSet(false, true)) {
			this.loop.execute(() -> beginClose(deadline));
		}
		return this.report;
	}

	private void beginClose(Duration deadline) {
		if (this.terminal != null) {
			return;
		}
		if (deadline.isZero() || deadline.isNegative()) {
			takeIncoming();
			end(closedException(), false);
			return;
		}
		this.closeDeadline = this.loop.schedule(this.id + " close deadline", deadline,
				() -> end(closedException(), false));
		flushOnLoop().whenComplete((flushed, error) -> this.loop.execute(() -> end(closedException(), false)));
	}

	private TopicClosedException closedException() {
		return new TopicClosedException(this.id + " is closed", this.status.lastError());
	}

	@Override
	public void failed(TopicException cause) {
		end(cause, true);
	}

	private void end(TopicException cause, boolean failure) {
		this.loop.assertInLoop();
		if (this.terminal != null) {
			return;
		}
		this.terminal = cause;
		this.closeDeadline.cancel();
		this.idleCheck.cancel();
		this.checkingIdle = true;
		this.reader.stop();
		this.settlement.end(cause);
		this.status.ended(failure ? cause : null);
		// Before the messages end, because a flush whose messages have all ended
		// succeeds.
		this.flushes.fail(cause);
		takeIncoming();
		CompletableFuture<Void> streams = this.router.stop();
		this.settlement.complete();
		streams.whenComplete((done, error) -> this.loop.execute(() -> {
			this.settlement.complete();
			WriterCloseReport result = new WriterCloseReport(this.undelivered, this.firstNumber, this.lastNumber,
					(cause instanceof TopicClosedException) ? cause.getCause() : cause);
			this.completions.execute(() -> {
				this.ready.completeExceptionally(cause);
				this.report.complete(result);
			});
		}));
	}

	/** Why nothing more is taken; null while it is open. From any thread. */
	@Nullable TopicException terminal() {
		return this.terminal;
	}

	boolean isCloseRequested() {
		return this.closeRequested.get();
	}

	CompletableFuture<TopicPartitions> ready() {
		return this.ready;
	}

	/** Whether the calling thread completes futures and must not wait for them. */
	boolean inCompletion() {
		return this.completions.inLoop();
	}

}
