package io.ydbtopic.simulator;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

import io.ydbtopic.client.DeferredCommit;
import io.ydbtopic.client.Deserializer;
import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.PartitionEnd;
import io.ydbtopic.client.PartitionHandler;
import io.ydbtopic.client.PartitionSession;
import io.ydbtopic.client.ReaderSettings;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.client.StartPosition;
import io.ydbtopic.client.TopicReader;
import io.ydbtopic.client.TopicSubscription;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.observe.ReaderCounters;
import io.ydbtopic.client.observe.StreamState;
import io.ydbtopic.client.observe.StreamStatus;
import io.ydbtopic.simulator.check.Checker;
import io.ydbtopic.simulator.check.Invariant;
import org.jspecify.annotations.Nullable;

/**
 * Reads, handles and commits: with a reader that is asked for batches, or with a
 * subscription, as a listener's container does. Opens a new one when the one before has
 * failed for good.
 */
final class ReaderRole implements Role {

	private static final Duration REOPEN = Duration.ofSeconds(1);

	/** How long the close of a reader may take that has failed. */
	private static final Duration CLOSE_OF_FAILED = Duration.ofSeconds(30);

	private static final Duration LOOK = Duration.ofSeconds(1);

	/** What waits for so many looks, with nothing in the way, is stranded. */
	private static final int STRANDED_LOOKS = 3;

	private static final int SEEK_BACK_MAX = 10;

	private final World world;

	private final Instance.Running instance;

	private final String name;

	private final Scenario.ReaderPlan plan;

	private final RandomGenerator random;

	private @Nullable Open open;

	/** Those that are being closed, to make room for others. */
	private final Set<Open> leaving = new LinkedHashSet<>();

	private boolean closing;

	/** Handling takes so many times as long. */
	private int slowness = 1;

	ReaderRole(World world, Instance.Running instance, String name, Scenario.ReaderPlan plan) {
		this.world = world;
		this.instance = instance;
		this.name = name;
		this.plan = plan;
		this.random = instance.process().random();
	}

	@Override
	public void open() {
		ReaderSettings settings = ReaderSettings.builder()
			.topics(Cluster.TOPIC)
			.consumer(this.plan.consumer())
			.bufferMaxBytes(
					this.world.is(Sabotage.READS_TOO_MUCH) ? 2 * this.plan.bufferBytes() : this.plan.bufferBytes())
			.build();
		Open opened = new Open();
		this.open = opened;
		if (this.plan.kind() == Scenario.ReaderPlan.Kind.READER) {
			opened.reader = this.instance.client().reader(settings, Deserializer.string(), opened);
			opened.takeNext();
		}
		else {
			opened.subscription = this.instance.client().subscribe(settings, Deserializer.string(), opened);
		}
		if (this.world.is(Sabotage.STAYS_PAUSED)) {
			opened.pause(true);
		}
		this.instance.app().after("look", LOOK.toNanos(), () -> look(opened));
	}

	private void look(Open looked) {
		if (this.closing || looked != this.open) {
			return;
		}
		if (looked.counters().replays() > 0) {
			this.world.checker().seen("Reader detour");
		}
		if (looked.status().state() == StreamState.FAILED) {
			this.world.checker().count("readers failed");
			this.open = null;
			this.leaving.add(looked);
			this.instance.app().after("open again", REOPEN.toNanos(), () -> leave(looked, CLOSE_OF_FAILED));
			return;
		}
		looked.lookForStranded();
		this.instance.app().after("look", LOOK.toNanos(), () -> look(looked));
	}

	private void openAgain() {
		if (!this.closing && this.open == null) {
			open();
		}
	}

	void slowDown(int times) {
		this.slowness = times;
	}

	void pause(boolean paused) {
		this.instance.app().execute(() -> {
			Open reading = this.open;
			if (reading != null) {
				reading.pause(paused || this.world.is(Sabotage.STAYS_PAUSED));
			}
		});
	}

	/** Closes the reader and opens another one. */
	void restart(Duration deadline) {
		this.instance.app().execute(() -> {
			Open old = this.open;
			if (old == null || this.closing) {
				return;
			}
			this.open = null;
			this.world.tell(this.name, () -> "closes its reader within " + deadline);
			this.leaving.add(old);
			leave(old, deadline);
		});
	}

	private void leave(Open old, Duration deadline) {
		CompletableFuture<Void> closed = old.close(deadline);
		closed.thenRun(() -> this.instance.app().after("closed", 1_000_000L, () -> {
			this.world.checker().ownerClosed(old);
			this.world.wire().checkClosed(old.status().id());
			checkSessionsEnded(old);
			openAgain();
		}));
		this.instance.expectClosed(closed, deadline, "the reader of " + this.name);
	}

	/** The end of a session is told behind its handler, which may outlast a close. */
	private void checkSessionsEnded(Open old) {
		this.world.checker().readerClosed(old, old.handling);
		boolean all = old.handling.isEmpty();
		this.instance.app().after("still handling", LOOK.toNanos(), () -> {
			if (all) {
				this.leaving.remove(old);
				this.world.checker().readerClosed(old, Set.of());
			}
			else {
				checkSessionsEnded(old);
			}
		});
	}

	@Override
	public void closing() {
		this.closing = true;
	}

	@Override
	public void closed() {
		Open reading = this.open;
		if (reading != null) {
			this.world.checker().readerClosed(reading, reading.handling);
			this.world.checker().forgetSessions(reading);
			this.world.checker().ownerClosed(reading);
		}
	}

	@Override
	public void died() {
		this.closing = true;
		Open reading = this.open;
		if (reading != null) {
			this.leaving.add(reading);
		}
		this.leaving.forEach((gone) -> {
			this.world.checker().forgetSessions(gone);
			this.world.checker().forgetWaits(gone);
		});
	}

	/** A reader or a subscription, from its opening on. */
	private final class Open implements PartitionHandler<String> {

		private final Checker checker = ReaderRole.this.world.checker();

		private final String consumer = ReaderRole.this.plan.consumer();

		private final DeferredCommit deferred = new DeferredCommit();

		private @Nullable TopicReader<String> reader;

		private @Nullable TopicSubscription subscription;

		private int handledBatches;

		private long deliveredBatches;

		/** Sessions of a subscription whose handler is at work. */
		private final Set<PartitionSession> handling = new LinkedHashSet<>();

		/** Batches that are being handled, or rest after they were handed back. */
		private int inHand;

		private boolean paused;

		private long deliveredAtLook;

		private int strandedLooks;

		private StreamStatus status() {
			if (this.reader != null) {
				return this.reader.status();
			}
			if (this.subscription != null) {
				return this.subscription.status();
			}
			throw new IllegalStateException("not open");
		}

		private ReaderCounters counters() {
			if (this.reader != null) {
				return this.reader.counters();
			}
			if (this.subscription != null) {
				return this.subscription.counters();
			}
			throw new IllegalStateException("not open");
		}

		private CompletableFuture<Void> close(Duration deadline) {
			if (this.reader != null) {
				return this.reader.closeAsync(deadline);
			}
			if (this.subscription != null) {
				return this.subscription.closeAsync(deadline);
			}
			throw new IllegalStateException("not open");
		}

		private void pause(boolean paused) {
			this.paused = paused;
			if (this.reader != null) {
				this.reader.pause(paused);
			}
			if (this.subscription != null) {
				this.subscription.pause(paused);
			}
		}

		/**
		 * Whether the reader has something that it does not hand out though it could.
		 * After a split a child may have to wait for its parent, and on a detour for the
		 * network.
		 */
		private void lookForStranded() {
			ReaderCounters counters = counters();
			boolean waits = counters.bufferedBytes() > 0 && counters.replays() == 0 && this.inHand == 0 && !this.paused
					&& this.deliveredAtLook == this.deliveredBatches
					&& ReaderRole.this.world.cluster().partitions() == ReaderRole.this.world.scenario().partitions();
			this.deliveredAtLook = this.deliveredBatches;
			this.strandedLooks = waits ? this.strandedLooks + 1 : 0;
			if (this.strandedLooks == STRANDED_LOOKS) {
				this.checker.violated(Invariant.NOTHING_STRANDED, this + " has " + counters.bufferedBytes()
						+ " bytes in its buffer, and hands out nothing though nothing is being handled");
			}
		}

		private void takeNext() {
			if (this.reader == null || this != ReaderRole.this.open || ReaderRole.this.closing) {
				return;
			}
			if (ReaderRole.this.world.is(Sabotage.TAKES_NOTHING) && this.deliveredBatches > 5) {
				return;
			}
			CompletableFuture<MessageBatch<String>> next = this.reader.receiveBatchAsync();
			this.checker.waiting(this, "a receive of " + ReaderRole.this.name, next);
			next.whenComplete((batch, error) -> {
				if (batch != null) {
					delivered(batch);
					this.inHand++;
					ReaderRole.this.instance.app().after("handle", handleNanos(), () -> {
						this.inHand--;
						handled(batch);
						takeNext();
					});
				}
			});
		}

		private long handleNanos() {
			return (1 + ReaderRole.this.random.nextLong(ReaderRole.this.plan.handleNanos() + 1))
					* ReaderRole.this.slowness;
		}

		@Override
		public CompletionStage<?> onMessages(MessageBatch<String> batch) {
			delivered(batch);
			CompletableFuture<Void> done = new CompletableFuture<>();
			this.handling.add(batch.session());
			this.inHand++;
			ReaderRole.this.instance.app().after("handle", handleNanos(), () -> {
				if (ReaderRole.this.random.nextInt(50) == 0 && !ReaderRole.this.plan.seeks()) {
					handBack(batch, Duration.ofMillis(ReaderRole.this.random.nextInt(2000)));
				}
				else {
					this.inHand--;
					handled(batch);
				}
				this.handling.remove(batch.session());
				done.complete(null);
			});
			return done;
		}

		private void handBack(MessageBatch<String> batch, Duration rest) {
			this.checker.count("batches handed back");
			batch.nack(rest);
			ReaderRole.this.instance.app().after("rest", rest.toNanos(), () -> this.inHand--);
		}

		private void delivered(MessageBatch<String> batch) {
			this.deliveredBatches++;
			this.checker.deliveredFrom(batch.session(), batch.messages().get(0).offset());
			if (ReaderRole.this.world.is(Sabotage.LOSES_BATCHES) && this.handledBatches % 10 == 9) {
				return;
			}
			for (ReceivedMessage<String> message : batch) {
				this.checker.delivered(this.consumer, batch.session(), ReaderRole.this.world.key(message.partitionId()),
						message.offset(), message.value());
			}
		}

		private void handled(MessageBatch<String> batch) {
			List<ReceivedMessage<String>> messages = batch.messages();
			for (ReceivedMessage<String> message : messages) {
				if (ReaderRole.this.world.is(Sabotage.COMMITS_UNHANDLED)) {
					break;
				}
				this.checker.handled(this.consumer, ReaderRole.this.world.key(message.partitionId()), message.offset());
			}
			long end = messages.get(messages.size() - 1).offset() + 1;
			switch (this.handledBatches++ % 4) {
				case 0 ->
					messages.forEach((message) -> watch(message.commit(), message.partitionId(), message.offset() + 1));
				case 1, 2 -> watch(batch.commit(), batch.session().partitionId(), end);
				default -> {
					this.deferred.add(batch);
					this.checker.waiting(this, "a deferred commit", this.deferred.commit());
				}
			}
			if (ReaderRole.this.plan.seeks() && ReaderRole.this.random.nextInt(30) == 0) {
				seekBack(batch.session(), end);
			}
		}

		/** Reads some messages again that it has handled. */
		private void seekBack(PartitionSession session, long next) {
			long to = Math.max(0, next - 1 - ReaderRole.this.random.nextInt(SEEK_BACK_MAX));
			if (!session.isActive() || !this.checker.seeks(session, to)) {
				return;
			}
			CompletableFuture<Void> sought = ReaderRole.this.world.is(Sabotage.SEEKS_NOWHERE)
					? CompletableFuture.completedFuture(null) : session.seek(to);
			this.checker.waiting(this, "a seek of partition " + session.partitionId() + " to " + to, sought);
			sought.whenComplete((done, error) -> this.checker.sought(session, error == null));
		}

		private void watch(CompletableFuture<Void> commit, long partition, long end) {
			this.checker.waiting(this, "the commit of partition " + partition + " up to " + end, commit);
			commit.whenComplete((done, error) -> {
				if (error == null) {
					this.checker.commitConfirmed(this.consumer, ReaderRole.this.world.key(partition), end);
				}
				else {
					this.checker.count("commits failed");
				}
			});
		}

		@Override
		public CompletionStage<StartPosition> onPartitionStarting(PartitionSession session) {
			this.checker.sessionStarted(this, session);
			long from = session.committedOffset();
			ReaderRole.this.world.tell(ReaderRole.this.name,
					() -> "gets partition " + session.partitionId() + " from " + from);
			return CompletableFuture.completedFuture(StartPosition.COMMITTED);
		}

		@Override
		public void onPartitionStopping(PartitionSession session) {
			this.checker.seen("Session stopping");
		}

		@Override
		public void onPartitionFinished(PartitionSession session, List<Long> childPartitionIds) {
			this.checker.seen("Session finished");
		}

		@Override
		public void onPartitionHandedOver(PartitionSession session, Duration stoodStill) {
			this.checker.seen("Session handed over");
		}

		@Override
		public void onCommitsFailed(PartitionSession session, int commits, TopicException cause) {
			this.checker.seen("Commits failed");
		}

		@Override
		public void onPartitionEnded(PartitionSession session, PartitionEnd end) {
			if (!ReaderRole.this.world.is(Sabotage.MISSES_SESSION_END)) {
				this.checker.sessionEnded(session);
			}
			this.checker.seen("Session started -> " + end);
			ReaderRole.this.world.tell(ReaderRole.this.name,
					() -> "has no longer partition " + session.partitionId() + ": " + end);
		}

		@Override
		public String toString() {
			return "the reader of " + ReaderRole.this.name;
		}

	}

}
