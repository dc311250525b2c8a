package io.ydbtopic.spring.listener;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;

import io.ydbtopic.client.MessageBatch;
import org.jspecify.annotations.Nullable;

/**
 * A batch, or those of its messages that share a key, on its way through a listener: when
 * and on which thread its {@link BatchSteps} are gone, and when it is given up. It
 * promises that {@link #done()} is completed exactly once, and that no thread waits for a
 * backoff, a recoverer or a future of the listener. {@link #run()} is called on the
 * container's threads, one at a time; all other methods from any thread.
 *
 * @param <T> type of the values
 */
final class BatchRun<T> implements Runnable {

	private enum Step {

		/** Waits for a thread. */
		QUEUED,
		/** On a thread. */
		RUNNING,
		/** Waits for a timer; no thread. */
		WAITING,
		/** The listener has returned a future; no thread. */
		CALLING,
		/** With a recoverer; no thread. */
		RECOVERING,
		/** Stays where it is until a user lets it go on; no thread. */
		HELD,
		/** Finished, held or given up. */
		OVER

	}

	private final RunContext<T> context;

	private final MessageBatch<T> batch;

	/** What orders it among others of its partition; {@code null} for a whole batch. */
	private final @Nullable Object key;

	private final BatchSteps<T> steps;

	private final CompletableFuture<Void> done = new CompletableFuture<>();

	/** Orders who may use {@link #steps}: whoever made it RUNNING, or OVER. */
	private final AtomicReference<Step> step = new AtomicReference<>(Step.QUEUED);

	/** Set once: nothing more of this batch is begun. */
	private volatile boolean leaving;

	/** Set once: neither a recoverer nor a future is waited for. */
	private volatile boolean givenUp;

	/** Set once: what fails is not tried again. */
	private volatile boolean impatient;

	private volatile ListenerRuntime.@Nullable Timer timer;

	/** What is waited for; {@code null} when nothing is. */
	private volatile @Nullable CompletableFuture<?> awaited;

	/** Whether the session's end is looked for; used by whoever is RUNNING. */
	private boolean watched;

	BatchRun(RunContext<T> context, MessageBatch<T> batch, @Nullable SessionAcks<T> acks, @Nullable Object key) {
		this.context = context;
		this.batch = batch;
		this.key = key;
		this.steps = new BatchSteps<>(context, batch, acks);
	}

	/** Done when the batch is over: handled, given up, or, with a failure, held. */
	CompletableFuture<Void> done() {
		return this.done;
	}

	MessageBatch<T> batch() {
		return this.batch;
	}

	@Nullable Object key() {
		return this.key;
	}

	/** Whether it is held here, and not by the client. */
	boolean isHeld() {
		return this.step.get() == Step.HELD;
	}

	/** Goes on after it was held, with the same message. */
	void release() {
		if (this.step.compareAndSet(Step.HELD, Step.RUNNING)) {
			this.steps.release();
			enqueue();
		}
	}

	/**
	 * Goes on after it was held, behind the message that held it.
	 * @return whether it was held at that offset
	 */
	boolean skip(long offset) {
		if (this.steps.firstLeft() != offset || !this.step.compareAndSet(Step.HELD, Step.RUNNING)) {
			return false;
		}
		this.steps.skip();
		enqueue();
		return true;
	}

	private void enqueue() {
		this.step.set(Step.QUEUED);
		try {
			this.context.workers().execute(this);
		}
		catch (RejectedExecutionException ex) {
			// The container has stopped its threads: what is left comes again.
			giveUp();
		}
	}

	/** How many messages are not handled. */
	int left() {
		return this.steps.left();
	}

	/**
	 * Begins no more tries; what waits for one is given up. What is queued or running
	 * goes on.
	 */
	void finishWithoutRetries() {
		this.impatient = true;
		giveUpIf(Step.WAITING);
		giveUpIf(Step.HELD);
	}

	/** Begins no more messages; what waits is given up, the message in hand goes on. */
	void finishMessage() {
		this.impatient = true;
		this.leaving = true;
		giveUpIf(Step.WAITING);
		giveUpIf(Step.HELD);
		giveUpIf(Step.QUEUED);
	}

	/**
	 * Gives up whatever no thread is busy with. A future of the listener is cancelled.
	 */
	void giveUp() {
		this.givenUp = true;
		finishMessage();
		giveUpIf(Step.RECOVERING);
		giveUpIf(Step.CALLING);
	}

	/** If the session is over, waiting makes no sense. */
	void leaveIfSessionIsOver() {
		if (!this.batch.session().isActive()) {
			giveUp();
		}
	}

	private void giveUpIf(Step expected) {
		if (this.step.compareAndSet(expected, Step.OVER)) {
			ListenerRuntime.Timer pending = this.timer;
			if (pending != null) {
				pending.cancel();
			}
			CompletableFuture<?> called = this.awaited;
			if (expected == Step.CALLING && called != null) {
				called.cancel(true);
			}
			leave();
		}
	}

	@Override
	public void run() {
		if (!this.step.compareAndSet(Step.QUEUED, Step.RUNNING)) {
			return;
		}
		LogContext.enter(this.batch.session());
		try {
			while (go(this.steps.next(this.leaving))) {
				this.awaited = null;
			}
		}
		catch (Throwable ex) {
			// A bug of ours, or an Error outside of the listener: never leave the client
			// waiting.
			this.context.fatal().accept(ex);
			this.step.set(Step.OVER);
			this.done.complete(null);
		}
		finally {
			LogContext.leave();
		}
	}

	/** Returns whether to go on at once, on this thread. */
	private boolean go(Next next) {
		if (next instanceof Next.Later later) {
			return waitFor(later.delay());
		}
		if (next instanceof Next.When when) {
			return waitFor(when.stage(), (when.what() == Next.Source.LISTENER) ? Step.CALLING : Step.RECOVERING);
		}
		if (next == Next.Plain.GO_ON) {
			return true;
		}
		if (next == Next.Plain.HELD && this.key != null) {
			this.step.set(Step.HELD);
			if (this.impatient) {
				giveUpIf(Step.HELD);
			}
			return false;
		}
		this.step.set(Step.OVER);
		if (next == Next.Plain.HELD) {
			this.done.completeExceptionally(new PartitionHeldException("held: " + this));
		}
		else {
			leave();
		}
		return false;
	}

	private boolean waitFor(Duration delay) {
		if (this.impatient) {
			this.step.set(Step.OVER);
			leave();
			return false;
		}
		if (delay.isZero()) {
			return true;
		}
		this.step.set(Step.WAITING);
		this.timer = this.context.runtime().schedule("backoff of listener " + this.context.id(), delay, this::resume);
		if (this.impatient) {
			giveUpIf(Step.WAITING);
		}
		return false;
	}

	private boolean waitFor(CompletableFuture<?> stage, Step waiting) {
		if (!this.watched) {
			this.watched = true;
			this.context.watch().until(this.done, this.batch.session(), this::giveUp);
		}
		this.awaited = stage;
		this.step.set(waiting);
		stage.whenComplete((result, error) -> resume());
		if (this.givenUp) {
			giveUpIf(waiting);
		}
		return false;
	}

	/** From waiting back to a thread. */
	private void resume() {
		if (this.step.compareAndSet(Step.WAITING, Step.QUEUED) || this.step.compareAndSet(Step.CALLING, Step.QUEUED)
				|| this.step.compareAndSet(Step.RECOVERING, Step.QUEUED)) {
			enqueue();
		}
	}

	/** Nothing more is begun: commits what was handled and lets the client go on. */
	private void leave() {
		this.steps.leave();
		this.done.complete(null);
	}

	@Override
	public String toString() {
		return this.context.id() + " " + this.batch.session().topic() + " partition "
				+ this.batch.session().partitionId() + ((this.key != null) ? " in part" : "") + " from offset "
				+ this.steps.firstLeft() + ", " + left() + " left";
	}

}
