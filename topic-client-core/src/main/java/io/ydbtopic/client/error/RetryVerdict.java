package io.ydbtopic.client.error;

/**
 * What the client does about a failure, and what a caller who sees it may do.
 */
public enum RetryVerdict {

	/** Trying again soon is right: the delay starts at milliseconds. */
	RETRY_FAST,

	/**
	 * The server is overloaded or the cause is unclear: the delay starts at half a
	 * second.
	 */
	RETRY_SLOW,

	/** Trying again without changing something will fail again. */
	FATAL;

	/**
	 * Whether another attempt makes sense.
	 */
	public boolean isRetriable() {
		return this != FATAL;
	}

}
