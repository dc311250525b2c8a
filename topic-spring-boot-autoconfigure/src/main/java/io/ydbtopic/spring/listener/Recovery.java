package io.ydbtopic.spring.listener;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import io.ydbtopic.client.ReceivedMessage;
import org.jspecify.annotations.Nullable;

/**
 * A failure on its way into a recoverer, tried until it is taken. Used by one thread at a
 * time.
 */
final class Recovery {

	private final ListenerFailure failure;

	private final TopicRecoverer recoverer;

	/** What the recoverer is doing; {@code null} between two tries. */
	private @Nullable CompletableFuture<Void> stage;

	Recovery(ListenerFailure failure, TopicRecoverer recoverer) {
		this.failure = failure;
		this.recoverer = recoverer;
	}

	ListenerFailure failure() {
		return this.failure;
	}

	/** How many messages it is about. */
	int count() {
		return this.failure.messages().size();
	}

	/** Whether the recoverer was asked and its answer was not looked at. */
	boolean isUnderWay() {
		return this.stage != null;
	}

	/** Asks the recoverer, unless it is busy with this already. */
	CompletableFuture<Void> begin() {
		CompletableFuture<Void> begun = this.stage;
		if (begun == null) {
			begun = ask();
			this.stage = begun;
		}
		return begun;
	}

	private CompletableFuture<Void> ask() {
		List<CompletableFuture<?>> answers = new ArrayList<>();
		try {
			for (ReceivedMessage<?> message : this.failure.messages()) {
				CompletionStage<?> answer = this.recoverer.recover(message, this.failure);
				answers.add(answer.toCompletableFuture());
			}
			return CompletableFuture.allOf(answers.toArray(new CompletableFuture<?>[0]));
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/** Takes the answer, which is there: why it failed, {@code null} if it did not. */
	@Nullable Throwable takeFailure() {
		CompletableFuture<Void> answered = begin();
		this.stage = null;
		try {
			answered.join();
			return null;
		}
		catch (CompletionException ex) {
			return (ex.getCause() != null) ? ex.getCause() : ex;
		}
		catch (RuntimeException ex) {
			return ex;
		}
	}

}
