package io.ydbtopic.client.internal.runtime;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.error.WaitTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Waits of application threads: each ends with a result, the failure itself, or a
 * deadline.
 */
public final class Waits {

	private Waits() {
	}

	/**
	 * Waits for a result.
	 * @param what what is waited for, for the message of the time-out
	 * @throws WaitTimeoutException if it did not come in time
	 */
	public static <T> T get(ClientRuntime runtime, CompletableFuture<T> future, Duration timeout, Supplier<String> what)
			throws InterruptedException {
		try {
			return runtime.await(future, timeout);
		}
		catch (TimeoutException ex) {
			throw new WaitTimeoutException(what.get() + " did not happen within " + timeout);
		}
		catch (ExecutionException | CompletionException | CancellationException ex) {
			throw failure(ex);
		}
	}

	/** The failure behind the wrappers of futures, ready to be thrown. */
	public static RuntimeException failure(Throwable wrapped) {
		Throwable cause = unwrap(wrapped);
		if (cause instanceof Error error) {
			throw error;
		}
		return (cause instanceof RuntimeException known) ? known
				: asTopicException(String.valueOf(cause.getMessage()), cause);
	}

	/** The failure behind the wrappers of futures. */
	public static Throwable unwrap(Throwable wrapped) {
		Throwable cause = wrapped;
		@Nullable Throwable inner = cause.getCause();
		while ((cause instanceof CompletionException || cause instanceof ExecutionException) && inner != null) {
			cause = inner;
			inner = cause.getCause();
		}
		return cause;
	}

	/**
	 * The failure as the client's own type; one that nobody foresaw is an internal error
	 * with its cause, not a close.
	 */
	public static TopicException asTopicException(String what, Throwable wrapped) {
		Throwable cause = unwrap(wrapped);
		return (cause instanceof TopicException known) ? known
				: new TopicException(what, StatusCode.CLIENT_INTERNAL, List.of(), RetryVerdict.FATAL, cause);
	}

}
