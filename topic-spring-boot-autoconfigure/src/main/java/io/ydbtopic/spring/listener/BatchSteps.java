package io.ydbtopic.spring.listener;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.spring.event.PartitionHeldEvent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to the messages of a batch, one step after the other: call the listener,
 * commit, and on a failure what the error handler says. It promises that messages are
 * handled in order and that nothing is committed before it is handled or recovered. It
 * knows no threads and waits for nothing: each step says what must come before the next.
 * Used by one thread at a time, except for {@link #left()} and {@link #firstLeft()}.
 *
 * @param <T> type of the values
 */
final class BatchSteps<T> {

	private static final Logger logger = LoggerFactory.getLogger(BatchSteps.class);

	/** A recoverer that fails must not be asked in a circle. */
	private static final Duration SHORTEST_WAIT = Duration.ofMillis(1);

	private final RunContext<T> context;

	private final MessageBatch<T> batch;

	private final List<ReceivedMessage<T>> messages;

	/** Acknowledgments of the session; {@code null} when whole batches are committed. */
	private final @Nullable SessionAcks<T> acks;

	private final BatchCommits<T> commits;

	/** First message that is not handled. */
	private volatile int position;

	private int attempt = 1;

	private int recoveryAttempt;

	/** Whether the message at the position is tried without those after it. */
	private boolean alone;

	/** The next turn ends here at the latest. */
	private int turnEnd = Integer.MAX_VALUE;

	/** A call of the listener whose result was not looked at. */
	private @Nullable ListenerCall<T> call;

	/** What waits for a recoverer; {@code null} when nothing does. */
	private @Nullable Recovery recovery;

	/** The last call, until all that follows from it is done. */
	private ObservedCall observed = ObservedCall.NONE;

	BatchSteps(RunContext<T> context, MessageBatch<T> batch, @Nullable SessionAcks<T> acks) {
		this.context = context;
		this.batch = batch;
		this.messages = batch.messages();
		this.acks = acks;
		this.commits = new BatchCommits<>(batch, acks, context);
	}

	/** How many messages are not handled. */
	int left() {
		return this.messages.size() - this.position;
	}

	/** The first message that is not handled. */
	long firstLeft() {
		return this.messages.get(Math.min(this.position, this.messages.size() - 1)).offset();
	}

	/** The message that holds is tried again, with all its attempts. */
	void release() {
		this.attempt = 1;
		this.recoveryAttempt = 0;
	}

	/** The message that holds is passed over, and counts as handled. */
	void skip() {
		this.commits.recovered(this.messages.subList(this.position, this.position + 1));
		handled(1);
	}

	/** Nothing follows any more: commits what was handled. */
	void leave() {
		endObserved();
		this.commits.upTo(this.position);
	}

	/**
	 * Goes one step.
	 * @param leaving whether nothing new may be begun
	 */
	Next next(boolean leaving) {
		try {
			return step(leaving);
		}
		finally {
			if (this.call == null && this.recovery == null) {
				endObserved();
			}
		}
	}

	private Next step(boolean leaving) {
		ListenerCall<T> called = this.call;
		if (called != null) {
			this.call = null;
			return returned(called, leaving);
		}
		Recovery pending = this.recovery;
		if (pending != null) {
			ObservedCall.Scope scope = this.observed.enter();
			try {
				return recover(pending, leaving);
			}
			finally {
				scope.close();
			}
		}
		if (this.position == this.messages.size()) {
			return Next.Plain.FINISHED;
		}
		if (leaving || !this.batch.session().isActive()) {
			return Next.Plain.LEFT;
		}
		if (this.context.troubles().isHeldAgain(this.messages.get(this.position))) {
			return Next.Plain.HELD;
		}
		List<ReceivedMessage<T>> turn = nextTurn();
		Part<T> part;
		try {
			Duration early = untilDue(turn);
			if (early.compareTo(Duration.ZERO) > 0) {
				return new Next.Later(early);
			}
			part = Part.of(turn, this.context.filter(), this.context.deduplication());
			Duration wait = part.accepted().isEmpty() ? Duration.ZERO
					: this.context.gate().acquire(this.context.id(), part.accepted().get(0), part.accepted().size());
			if (wait.compareTo(Duration.ZERO) > 0) {
				return new Next.Later(wait);
			}
		}
		catch (RuntimeException ex) {
			return failed(new Part<>(turn, turn), ex, leaving);
		}
		if (part.isFiltered()) {
			this.commits.leftOut(part);
		}
		if (part.accepted().isEmpty()) {
			return doneWithout(part.all().size());
		}
		ListenerCall<T> begun = ListenerCall.begin(this.context, part, this.batch.session(), this.attempt, this.acks);
		this.observed = begun.observed();
		if (begun.isDone()) {
			return returned(begun, leaving);
		}
		this.call = begun;
		return new Next.When(begun.stage(), Next.Source.LISTENER);
	}

	/** How much too early it is for messages; zero or less if it is not. */
	private Duration untilDue(List<ReceivedMessage<T>> turn) {
		DueTime dueTime = this.context.dueTime();
		if (dueTime == null || this.attempt > 1) {
			return Duration.ZERO;
		}
		Duration longest = Duration.ZERO;
		for (ReceivedMessage<T> message : turn) {
			Instant due = dueTime.of(message);
			Duration early = (due != null) ? Duration.between(this.context.runtime().now(), due) : Duration.ZERO;
			longest = (early.compareTo(longest) > 0) ? early : longest;
		}
		return longest;
	}

	private List<ReceivedMessage<T>> nextTurn() {
		if (!this.context.invoker().isBatch() || this.alone) {
			return List.of(this.messages.get(this.position));
		}
		int end = Math.min(this.messages.size(), this.turnEnd);
		return (end - this.position == this.messages.size()) ? this.messages
				: List.copyOf(this.messages.subList(this.position, end));
	}

	private Next returned(ListenerCall<T> called, boolean leaving) {
		Throwable failure = called.end(this.context);
		if (failure instanceof Error) {
			// First the container takes nothing more: the next batch must not pass this
			// message.
			this.context.fatal().accept(failure);
			return Next.Plain.LEFT;
		}
		if (failure instanceof InterruptedException && leaving) {
			return Next.Plain.LEFT;
		}
		Duration again = called.again();
		if (failure == null && again != null) {
			int done = called.doneBeforeAgain();
			if (done > 0) {
				this.commits.recovered(this.messages.subList(this.position, this.position + done));
				handled(done);
			}
			this.commits.upTo(this.position);
			this.attempt++;
			return new Next.Later(again);
		}
		if (failure == null) {
			handled(called.part().all().size());
			return Next.Plain.GO_ON;
		}
		ObservedCall.Scope scope = this.observed.enter();
		try {
			return failed(called.part(), failure, leaving);
		}
		finally {
			scope.close();
		}
	}

	private void endObserved() {
		ObservedCall ended = this.observed;
		this.observed = ObservedCall.NONE;
		ended.end();
	}

	/** Messages are done without the listener. */
	private Next doneWithout(int count) {
		CompletableFuture<Void> commit = this.commits
			.withoutTransaction(this.messages.subList(this.position, this.position + count));
		handled(count);
		return (commit != null) ? new Next.When(commit, Next.Source.RECOVERER) : Next.Plain.GO_ON;
	}

	private void handled(int count) {
		int start = this.position;
		if (this.attempt > 1 || this.recoveryAttempt > 0) {
			this.context.troubles().over(this.messages.get(start));
		}
		this.position = start + count;
		if (this.position >= this.turnEnd) {
			this.turnEnd = Integer.MAX_VALUE;
		}
		Deduplication deduplication = this.context.deduplication();
		if (deduplication != null) {
			deduplication.handled(this.messages.subList(start, start + count));
		}
		this.alone = false;
		this.attempt = 1;
		this.recoveryAttempt = 0;
		this.commits.handled(this.position);
	}

	private Next failed(Part<T> part, Throwable thrown, boolean leaving) {
		Throwable cause = thrown;
		List<ReceivedMessage<T>> failed = part.all();
		if (thrown instanceof BatchListenerFailedException indexed && indexed.index() < part.accepted().size()
				&& this.context.invoker().isBatch()) {
			cause = (thrown.getCause() != null) ? thrown.getCause() : thrown;
			int place = part.placeOf(indexed.index());
			if (place > 0 && this.context.ackMode() == AckMode.TRANSACTION) {
				// What is before it was rolled back, too: first that, then this one.
				this.turnEnd = this.position + place;
				return Next.Plain.GO_ON;
			}
			if (place > 0) {
				handled(place);
			}
			this.alone = true;
			failed = List.of(part.all().get(place));
		}
		this.commits.upTo(this.position);
		ListenerFailure failure = new ListenerFailure(this.context.id(), this.context.consumer(), failed, cause,
				this.attempt);
		ErrorDecision decision = decide(failure);
		if (decision instanceof ErrorDecision.Retry retry) {
			FailureText.log(logger.atWarn(), "Tried again in " + retry.delay().toMillis() + " ms", failure);
			this.context.troubles().report(failure.first(), PartitionTrouble.Kind.RETRYING, this.attempt, cause);
			this.attempt++;
			return new Next.Later(retry.delay());
		}
		if (decision instanceof ErrorDecision.Recover recover) {
			FailureText.log(logger.atWarn(), "Given up, next: " + recover.recoverer(), failure);
			return recover(new Recovery(failure, recover.recoverer()), leaving);
		}
		hold(failure);
		return Next.Plain.HELD;
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

	private Next recover(Recovery next, boolean leaving) {
		this.recovery = next;
		if (!next.isUnderWay() && (leaving || !this.batch.session().isActive())) {
			// Somebody else gets the message, and would recover it as well.
			return Next.Plain.LEFT;
		}
		if (!next.begin().isDone()) {
			return new Next.When(next.begin(), Next.Source.RECOVERER);
		}
		Throwable error = next.takeFailure();
		if (error == null) {
			this.recovery = null;
			this.commits.recovered(this.messages.subList(this.position, this.position + next.count()));
			this.context.observer().recovered(this.context.id(), next.failure().first().topic(), next.count());
			this.recoveryAttempt++;
			return doneWithout(next.count());
		}
		this.recoveryAttempt++;
		Duration delay = recoveryDelay();
		logger.error("The recoverer failed, tried again in {} ms: {}", delay.toMillis(), next.failure(), error);
		this.context.troubles()
			.report(next.failure().first(), PartitionTrouble.Kind.RECOVERY_FAILING, this.recoveryAttempt, error);
		return new Next.Later(delay.isZero() ? SHORTEST_WAIT : delay);
	}

	private Duration recoveryDelay() {
		try {
			return this.context.errorHandler().recoveryDelay(this.recoveryAttempt);
		}
		catch (RuntimeException ex) {
			logger.error("The error handler of listener '{}' knows no delay for its recoverer", this.context.id(), ex);
			return DefaultTopicErrorHandler.Backoff.DEFAULT.maxDelay();
		}
	}

	private void hold(ListenerFailure failure) {
		FailureText.log(logger.atError(), "The partition is held", failure);
		this.context.troubles().report(failure.first(), PartitionTrouble.Kind.HELD, failure.attempt(), failure.cause());
		this.context.events()
			.accept(new PartitionHeldEvent(this, this.context.id(), failure.first().topic(),
					failure.first().partitionId(), failure.first().offset(), failure.cause()));
	}

}
