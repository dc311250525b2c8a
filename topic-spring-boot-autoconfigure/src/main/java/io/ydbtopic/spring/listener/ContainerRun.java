package io.ydbtopic.spring.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.PartitionEnd;
import io.ydbtopic.client.PartitionHandler;
import io.ydbtopic.client.PartitionSession;
import io.ydbtopic.client.StartPosition;
import io.ydbtopic.client.TopicSubscription;
import io.ydbtopic.spring.event.PartitionStartedEvent;
import io.ydbtopic.spring.event.PartitionStoppedEvent;
import io.ydbtopic.spring.event.TopicListenerIdleEvent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of a container, from a start to the next stop: its subscription, threads,
 * batches and troubles. It promises that once it was asked to stop no message is begun
 * that the mode does not allow, and that the stop ends at its deadline. Thread-safe.
 *
 * @param <T> type of the values
 */
final class ContainerRun<T> implements PartitionHandler<T> {

	private static final Logger logger = LoggerFactory.getLogger(ContainerRun.class);

	private final RunContext<T> context;

	private final ListenerRuntime.Workers workers;

	private final List<TopicRebalanceListener> rebalanceListeners;

	private final PartitionScheduler scheduler;

	private final PartitionOperations operations;

	private final BatchIntake<T> intake;

	/** {@code null} when nobody wants to hear of idle times. */
	private final @Nullable IdleWatch idle;

	private final CompletableFuture<Void> stopped = new CompletableFuture<>();

	/** Lowered once: what the client hands out from then on is left to come again. */
	private volatile boolean accepting = true;

	/** Set right after the subscription was made; a batch may come before. */
	private volatile @Nullable TopicSubscription subscription;

	ContainerRun(RunContext<T> context, ContainerProperties properties, ListenerRuntime.Workers workers,
			List<TopicRebalanceListener> rebalanceListeners) {
		this.context = context;
		this.workers = workers;
		this.rebalanceListeners = rebalanceListeners;
		this.scheduler = new PartitionScheduler(workers);
		this.intake = new BatchIntake<>(context, properties, this.scheduler);
		Duration interval = properties.idleEventInterval();
		this.idle = (interval != null) ? new IdleWatch(context.runtime(), context.id(), interval, this::idle) : null;
		this.operations = new PartitionOperations(context.id(), context.troubles(), this.scheduler, this.intake::done,
				(session) -> {
					Deduplication deduplication = context.deduplication();
					if (deduplication != null) {
						deduplication.forget(session);
					}
				}, this.intake::unacknowledged);
	}

	/** What a user may do to partitions that are here. */
	PartitionOperations operations() {
		return this.operations;
	}

	void subscribed(TopicSubscription made) {
		this.subscription = made;
		if (this.idle != null) {
			this.idle.start();
		}
	}

	private void idle(Duration time) {
		this.context.events().accept(new TopicListenerIdleEvent(this, this.context.id(), time));
	}

	@Nullable TopicSubscription subscription() {
		return this.subscription;
	}

	Troubles troubles() {
		return this.context.troubles();
	}

	/** Takes nothing more; what the client hands out comes again to whoever is next. */
	void refuse() {
		this.accepting = false;
	}

	@Override
	public CompletionStage<?> onMessages(MessageBatch<T> batch) {
		if (!this.accepting) {
			return CompletableFuture.completedFuture(null);
		}
		if (this.idle != null) {
			this.idle.touched();
		}
		return this.intake.take(batch);
	}

	@Override
	public CompletionStage<StartPosition> onPartitionStarting(PartitionSession session) {
		this.operations.started(session);
		this.context.observer().partitionStarted(this.context.id(), this.context.consumer(), session);
		tell((listener) -> listener.onStarted(this.context.id(), session));
		this.context.events()
			.accept(new PartitionStartedEvent(this, this.context.id(), session.topic(), session.partitionId(),
					session.committedOffset()));
		for (TopicRebalanceListener listener : this.rebalanceListeners) {
			CompletionStage<StartPosition> position = listener.startAt(this.context.id(), session);
			if (position != null) {
				return position;
			}
		}
		return CompletableFuture.completedFuture(StartPosition.COMMITTED);
	}

	@Override
	public void onPartitionStopping(PartitionSession session) {
		tell((listener) -> listener.onStopping(this.context.id(), session));
	}

	@Override
	public void onPartitionFinished(PartitionSession session, List<Long> childPartitionIds) {
		tell((listener) -> listener.onFinished(this.context.id(), session, childPartitionIds));
	}

	@Override
	public void onPartitionEnded(PartitionSession session, PartitionEnd end) {
		this.intake.sessionEnded(session);
		this.operations.ended(session);
		troubles().sessionEnded(session);
		this.context.observer().partitionEnded(this.context.id(), session);
		tell((listener) -> listener.onEnded(this.context.id(), session, end));
		this.context.events()
			.accept(new PartitionStoppedEvent(this, this.context.id(), session.topic(), session.partitionId(), end));
	}

	private void tell(Consumer<TopicRebalanceListener> event) {
		for (TopicRebalanceListener listener : this.rebalanceListeners) {
			try {
				event.accept(listener);
			}
			catch (RuntimeException ex) {
				logger.error("A rebalance listener failed for listener '{}'", this.context.id(), ex);
			}
		}
	}

	/**
	 * Stops: finishes what the mode allows, commits, gives the partitions back.
	 * @return done at the latest when the time is over, never fails
	 */
	CompletableFuture<Void> stop(ShutdownMode mode, Duration timeout) {
		this.accepting = false;
		if (this.idle != null) {
			this.idle.stop();
		}
		TopicSubscription open = this.subscription;
		Duration time = (mode == ShutdownMode.NOW) ? Duration.ZERO : timeout;
		// First the client hands out nothing more, then what is given up may go back to
		// it.
		CompletableFuture<Void> closed = (open != null) ? close(open, time) : CompletableFuture.completedFuture(null);
		List<String> leftEarly = new ArrayList<>();
		this.scheduler.forEach((run) -> {
			if (mode == ShutdownMode.DRAIN) {
				run.finishWithoutRetries();
			}
			else {
				run.finishMessage();
			}
			if (run.done().isDone() && run.left() > 0) {
				leftEarly.add(run.toString());
			}
		});
		if (mode == ShutdownMode.NOW) {
			this.workers.stopNow();
		}
		this.intake.releaseRoom();
		ListenerRuntime.Timer deadline = this.context.runtime()
			.schedule("stop of listener " + this.context.id(), time, () -> finishStop(leftEarly));
		closed.whenComplete((done, error) -> {
			deadline.cancel();
			finishStop(leftEarly);
		});
		return this.stopped;
	}

	private CompletableFuture<Void> close(TopicSubscription open, Duration time) {
		if (!this.intake.runsAhead()) {
			return open.closeAsync(time);
		}
		// The client does not know of messages that run ahead of it, and would not wait
		// for their commits.
		open.pause(true);
		long end = this.context.runtime().nanoTime() + time.toNanos();
		return this.scheduler.idle().thenCompose((idle) -> {
			Duration left = Duration.ofNanos(end - this.context.runtime().nanoTime());
			return open.closeAsync(left.isNegative() ? Duration.ZERO : left);
		});
	}

	private void finishStop(List<String> leftEarly) {
		if (this.stopped.isDone()) {
			return;
		}
		List<String> left = new ArrayList<>(leftEarly);
		left.addAll(this.scheduler.left());
		this.scheduler.forEach(BatchRun::giveUp);
		if (left.isEmpty()) {
			this.workers.stop();
		}
		else {
			this.workers.stopNow();
		}
		this.intake.end();
		if (this.stopped.complete(null) && !left.isEmpty()) {
			logger.warn("Listener '{}' stopped with messages that were handed out and not handled; they come again: {}",
					this.context.id(), left);
		}
	}

}
