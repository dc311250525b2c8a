package io.ydbtopic.client.internal.runtime;

/**
 * A task that will run later.
 */
@FunctionalInterface
public interface Scheduled {

	/** A task that is not there; cancelling it does nothing. */
	Scheduled NONE = () -> {
	};

	/**
	 * Prevents the task from running if it has not begun. Harmless when repeated. Called
	 * from the task's own loop it is certain; from elsewhere the task may be running.
	 */
	void cancel();

}
