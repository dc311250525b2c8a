package io.ydbtopic.spring.listener;

/**
 * What a listener finishes when it is asked to stop.
 */
public enum ShutdownMode {

	/** The batch in hand. */
	DRAIN,

	/** The message in hand. */
	MESSAGE,

	/** Nothing: the thread is interrupted. */
	NOW

}
