package io.ydbtopic.broker.access;

/**
 * What a user may do.
 */
public enum Right {

	/** To use the database at all; denied on the database only. */
	CONNECT,
	/** To see that a topic is there, and its settings. */
	DESCRIBE,
	/** To read, and to commit what was read. */
	READ,
	/** To write. */
	WRITE,
	/** To create, alter and drop topics and directories. */
	ALTER

}
