package io.ydbtopic.spring.listener;

/**
 * What happens to a message that can't be handled.
 */
public enum OnExhausted {

	/** Its partition stops and health is DOWN; nothing is lost. */
	STOP,

	/** It is logged, committed and never seen again. */
	SKIP,

	/** It is written to the dead-letter topic, then committed. */
	DEAD_LETTER

}
