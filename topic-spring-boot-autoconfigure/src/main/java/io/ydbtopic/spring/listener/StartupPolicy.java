package io.ydbtopic.spring.listener;

/**
 * What happens when a listener can't connect while the application starts.
 */
public enum StartupPolicy {

	/**
	 * It goes on trying in the background; a missing topic or consumer makes it fail
	 * alone.
	 */
	RETRY,

	/** The application does not start. */
	FAIL

}
