package io.ydbtopic.client.admin;

/**
 * What there may be at a path of a database.
 */
public enum PathKind {

	/** A topic. */
	TOPIC,
	/** A directory. */
	DIRECTORY,
	/** A database, whose root is listed as a directory is. */
	DATABASE,
	/** A table; the topics of its changefeeds are below it, and are not listed. */
	TABLE,
	/** Something else. */
	OTHER

}
