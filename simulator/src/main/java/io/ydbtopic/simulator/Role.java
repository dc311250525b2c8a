package io.ydbtopic.simulator;

/**
 * What an instance does with its client. Called on the instance's own thread, but for
 * {@link #died}.
 */
interface Role {

	/** Begins. */
	void open();

	/** The client is about to be closed. */
	void closing();

	/** The client was closed. */
	void closed();

	/** The process is gone. */
	void died();

}
