package io.ydbtopic.spring.autoconfigure;

/**
 * What a write does when the buffer is full.
 */
public enum OnFull {

	/** It waits on the calling thread, at most as long as {@code max-wait} says. */
	WAIT,

	/** It fails at once. */
	FAIL,

	/** The oldest messages that were never sent are dropped for it. */
	DROP_OLDEST

}
