package io.ydbtopic.spring.listener;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * What a batch does next, as {@link BatchSteps} says and {@link BatchRun} does.
 */
sealed interface Next {

	/** What needs no more words. */
	enum Plain implements Next {

		/** The next step at once, on the same thread. */
		GO_ON,
		/** All is handled. */
		FINISHED,
		/** The rest is left to come again. */
		LEFT,
		/** The partition stays at the message that is next. */
		HELD

	}

	/**
	 * The next step after a while; no thread waits.
	 *
	 * @param delay zero for at once
	 */
	record Later(Duration delay) implements Next {
	}

	/**
	 * The next step when something is done; no thread waits.
	 *
	 * @param stage what is waited for, whatever becomes of it
	 * @param what who it comes from
	 */
	record When(CompletableFuture<?> stage, Source what) implements Next {
	}

	/** Who completes a stage. */
	enum Source {

		/** The listener, which returned a future. */
		LISTENER,
		/** A recoverer. */
		RECOVERER

	}

}
