package io.ydbtopic.spring.listener;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;

import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.spring.event.PartitionHeldEvent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One batch on its way through a listener: invoke, commit, and on a failure wait, recover
 * or hold. It promises that messages are handled in order, that nothing is committed
 * before it is handled or recovered, and that {@link #done()} is completed exactly once.
 * No thread waits for a backoff or for a recoverer. {@link #run()} is called on the
 * container's threads, one at a time; all other methods from any thread.
 *
 * @param <T> type of the values
 */
final class BatchRun<T> implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(BatchRun.class);

	/**
	 * How late the end of a session is noticed at most while acknowledgments are awaited.
	 */
	private static final Duration SESSION_CHECK = Duration.ofSeconds(1);

	/** A recoverer that fails must not be asked in a circle. */
	private static final Duration SHORTEST_WAIT = Duration.ofMillis(1);

	private enum Step {

		/** Waits for a thread. */
		QUEUED,
		/** On a thread. */
		RUNNING,
		/** Waits for a timer; no thread. */
		WAITING,
		/** With a recoverer; no thread. */
		RECOVERING,
		/** Finished, held or given up. */
		OVER

	}

	private final RunContext<T> context;

	private final MessageBatch<T> batch;

	private final List<ReceivedMessage<T>> messages;

	/**
	 * Acknowledgments of the session with {@link AckMode#MANUAL}, otherwise {@code null}.
	 */
	private final @Nullable SessionAcks<T> acks;

	private final CompletableFuture<Void> done = new CompletableFuture<>();

	private final AtomicReference<Step> step = new AtomicReference<>(Step.QUEUED);

	/** Set once: nothing more of this batch is begun. */
	private volatile boolean leaving;

	/** Set once: a recoverer is not waited for. */
	private volatile boolean givenUp;

	/** Set once: what fails is not tried again. */
	private volatile boolean impatient;

	private volatile ListenerRuntime.@Nullable Timer timer;

	// The fields below belong to whoever made the step RUNNING; the step orders their
	// use.

	/** First message that is not handled. */
	private volatile int position;

	private final BatchCommits<T> commits;

	private int attempt = 1;

	private int recoveryAttempt;

	/** Whether the message at the position is tried without those after it. */
	private boolean alone;

	/** What waits for a recoverer; {@code null} when nothing does. */
	private @Nullable Recovery recovery;

	BatchRun(RunContext<T> context, MessageBatch<T> batch, @Nullable SessionAcks<T> acks) {
		this.context = context;
		this.batch = batch;
		this.messages = batch.messages();
		this.acks = acks;
		this.commits = new BatchCommits<>(batch, acks, context.consumer() != null);
	}

	/** Done when the batch is over: handled, given up, or, with a failure, held. */
	CompletableFuture<Void> done() {
		return this.done;
	}

	MessageBatch<T> batch() {
		return this.batch;
	}

	/** How many messages are not handled. */
	int left() {
		return this.messages.size() - this.position;
	}

	/** The first message that is not handled. */
	long firstLeft() {
		return this.messages.get(Math.min(this.position, this.messages.size() - 1)).offset();
	}

	/**
	 * Begins no more tries; what waits for one is given up. What is queued or running
	 * goes on.
	 */
	void finishWithoutRetries() {
		this.impatient = true;
		giveUpIf(Step.WAITING);
	}

	/** Begins no more messages; what waits is given up, the message in hand goes on. */
	void finishMessage() {
		this.impatient = true;
		this.leaving = true;
		giveUpIf(Step.WAITING);
		giveUpIf(Step.QUEUED);
	}

	/** Gives up whatever no thread is busy with. */
	void giveUp() {
		this.givenUp = true;
		finishMessage();
		giveUpIf(Step.RECOVERING);
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
			finish();
		}
	}

	@Override
	public void run() {
		if (!this.step.compareAndSet(Step.QUEUED, Step.RUNNING)) {
			return;
		}
		try {
			work();
		}
		catch (Throwable ex) {
			// A bug of ours, or an Error outside of the listener: never leave the client
			// waiting.
			this.context.fatal().accept(ex);
			this.step.set(Step.OVER);
			this.done.complete(null);
		}
	}

	private void work() {
		Recovery pending = this.recovery;
		if (pending != null && !recover(pending)) {
			return;
		}
		while (this.position < this.messages.size()) {
			if (this.leaving || !this.batch.session().isActive()) {
				over();
				return;
			}
			if (!handleNext()) {
				return;
			}
		}
		this.commits.upTo(this.position);
		SessionAcks<T> target = this.acks;
		this.step.set(Step.OVER);
		if (target != null) {
			target.room().whenComplete((room, error) -> this.done.complete(null));
			watchSession(target);
		}
		else {
			this.done.complete(null);
		}
	}

	/**
	 * While acknowledgments are awaited the client can't tell the session's end, so look
	 * for it now and then: nobody may wait for acknowledgments that will never count.
	 */
	private void watchSession(SessionAcks<T> target) {
		if (this.done.isDone()) {
			return;
		}
		if (!this.batch.session().isActive()) {
			target.ended();
			return;
		}
		this.context.runtime()
			.schedule("session of listener " + this.context.id(), SESSION_CHECK, () -> watchSession(target));
	}

	/** Returns whether to go on with the next messages on this thread. */
	private boolean handleNext() {
		List<ReceivedMessage<T>> part = nextPart();
		DeliveryAck<T> ack = new DeliveryAck<>(this.context.id(), part, this.acks);
		Throwable failure = ListenerCall.call(this.context, part, this.batch.session(), this.attempt, ack);
		ack.returned();
		if (failure instanceof Error) {
			// First the container takes nothing more: the next batch must not pass this
			// message.
			this.context.fatal().accept(failure);
			over();
			return false;
		}
		if (failure instanceof InterruptedException && this.leaving) {
			over();
			return false;
		}
		Duration again = ack.again();
		if (failure == null && again != null) {
			this.attempt++;
			return waitFor(again);
		}
		if (failure == null) {
			handled(part.size());
			return true;
		}
		return failed(part, failure);
	}

	private List<ReceivedMessage<T>> nextPart() {
		int end = (this.context.invoker().isBatch() && !this.alone) ? this.messages.size() : this.position + 1;
		return (end - this.position == this.messages.size()) ? this.messages
				: List.copyOf(this.messages.subList(this.position, end));
	}

	private void handled(int count) {
		int next = this.position + count;
		this.position = next;
		this.alone = false;
		if (this.attempt > 1 || this.recoveryAttempt > 0) {
			this.context.troubles().over(this.batch.session());
		}
		this.attempt = 1;
		this.recoveryAttempt = 0;
		if (this.context.ackMode() == AckMode.RECORD) {
			this.commits.upTo(this.position);
		}
	}

	/** Returns whether to go on at once. */
	private boolean failed(List<ReceivedMessage<T>> part, Throwable thrown) {
		Throwable cause = thrown;
		List<ReceivedMessage<T>> failed = part;
		if (thrown instanceof BatchListenerFailedException indexed && indexed.index() < part.size()
				&& this.context.invoker().isBatch()) {
			cause = (thrown.getCause() != null) ? thrown.getCause() : thrown;
			if (indexed.index() > 0) {
				handled(indexed.index());
			}
			this.alone = true;
			failed = List.of(part.get(indexed.index()));
		}
		this.commits.upTo(this.position);
		ListenerFailure failure = new ListenerFailure(this.context.id(), this.context.consumer(), failed, cause,
				this.attempt);
		ErrorDecision decision = decide(failure);
		if (decision instanceof ErrorDecision.Retry retry) {
			FailureText.log(logger.atWarn(), "Tried again in " + retry.delay().toMillis() + " ms", failure);
			this.context.troubles().report(failure.first(), PartitionTrouble.Kind.RETRYING, this.attempt, cause);
			this.attempt++;
			return waitFor(retry.delay());
		}
		if (decision instanceof ErrorDecision.Recover recover) {
			FailureText.log(logger.atWarn(), "Given up, next: " + recover.recoverer(), failure);
			return recover(new Recovery(failure, recover.recoverer()));
		}
		hold(failure);
		return false;
	}

	private ErrorDecision decide(ListenerFailure failure) {
		try {
			return this.context.errorHandler().decide(failure);
		}
		catch (RuntimeException ex) {
			logger.error("The error handler of listener '{}' failed; the partition is held", this.context.id(), ex);
			return new ErrorDecision.Stop();
		}
	}

	/** Leaves the thread for a while. Returns whether to go on at once. */
	private boolean waitFor(Duration delay) {
		if (this.impatient) {
			over();
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

	/** From waiting or recovering back to a thread. */
	private void resume() {
		if (this.step.compareAndSet(Step.WAITING, Step.QUEUED)
				|| this.step.compareAndSet(Step.RECOVERING, Step.QUEUED)) {
			try {
				this.context.workers().execute(this);
			}
			catch (RejectedExecutionException ex) {
				// The container has stopped its threads: what is left comes again.
				giveUp();
			}
		}
	}

	/** Hands a failure to its recoverer. Returns whether to go on at once. */
	private boolean recover(Recovery next) {
		this.recovery = next;
		if (!next.isUnderWay() && (this.leaving || !this.batch.session().isActive())) {
			// Somebody else gets the message, and would recover it as well.
			over();
			return false;
		}
		CompletableFuture<Void> stage = next.begin();
		if (!stage.isDone()) {
			this.step.set(Step.RECOVERING);
			stage.whenComplete((result, error) -> resume());
			if (this.givenUp) {
				giveUpIf(Step.RECOVERING);
			}
			return false;
		}
		Throwable error = next.takeFailure();
		if (error == null) {
			this.recovery = null;
			this.commits.recovered(this.messages.subList(this.position, this.position + next.count()));
			this.context.observer().recovered(this.context.id(), next.failure().first().topic(), next.count());
			this.recoveryAttempt++;
			handled(next.count());
			return true;
		}
		this.recoveryAttempt++;
		Duration delay = this.context.errorHandler().recoveryDelay(this.recoveryAttempt);
		logger.error("The recoverer failed, tried again in {} ms: {}", delay.toMillis(), next.failure(), error);
		this.context.troubles()
			.report(next.failure().first(), PartitionTrouble.Kind.RECOVERY_FAILING, this.recoveryAttempt, error);
		return waitFor(delay.isZero() ? SHORTEST_WAIT : delay);
	}

	private void hold(ListenerFailure failure) {
		FailureText.log(logger.atError(), "The partition is held", failure);
		this.context.troubles().report(failure.first(), PartitionTrouble.Kind.HELD, failure.attempt(), failure.cause());
		this.context.events()
			.accept(new PartitionHeldEvent(this, this.context.id(), failure.first().topic(),
					failure.first().partitionId(), failure.first().offset(), failure.cause()));
		this.step.set(Step.OVER);
		this.done.completeExceptionally(new PartitionHeldException("held by " + failure));
	}

	private void over() {
		this.step.set(Step.OVER);
		finish();
	}

	/** Nothing more is begun: commits what was handled and lets the client go on. */
	private void finish() {
		this.commits.upTo(this.position);
		this.done.complete(null);
	}

	@Override
	public String toString() {
		return this.context.id() + " " + this.batch.session().topic() + " partition "
				+ this.batch.session().partitionId() + " from offset " + firstLeft() + ", " + left() + " left";
	}

}
