package io.ydbtopic.spring.listener;

import java.util.EnumSet;
import java.util.Set;

/**
 * What a container is doing.
 */
public enum ListenerState {

	/** Never started. */
	NEW,

	/** Started, not connected so far. */
	STARTING,

	/** Connected at least once; a lost connection shows in the stream's own state. */
	RUNNING,

	/** As running, but nothing is handed out because someone asked for it. */
	PAUSED,

	/** Finishing what is in hand. */
	STOPPING,

	/** Stopped on request; may be started again. */
	STOPPED,

	/** Ended by a failure; may be started again. */
	FAILED;

	/** The only states that may follow. */
	Set<ListenerState> next() {
		return switch (this) {
			case NEW, STOPPED, FAILED -> EnumSet.of(STARTING);
			case STARTING, RUNNING, PAUSED -> EnumSet.of(RUNNING, PAUSED, STOPPING, FAILED);
			case STOPPING -> EnumSet.of(STOPPED, FAILED);
		};
	}

	/**
	 * Whether it is started and neither stopping nor over.
	 */
	public boolean isActive() {
		return this == STARTING || this == RUNNING || this == PAUSED;
	}

}
