package io.ydbtopic.simulator;

/**
 * What a world does wrong when it is told to, so that it can be shown that the checker
 * sees it.
 */
enum Sabotage {

	/** Nothing. */
	NONE,
	/** The disk loses messages that it said to have kept. */
	DISK_LOSES_MESSAGES,
	/** The disk loses offsets that it said to have kept. */
	DISK_LOSES_COMMITS,
	/** The application writes the same twice. */
	WRITES_TWICE,
	/** The application loses every tenth batch. */
	LOSES_BATCHES,
	/** The application commits what it has not handled. */
	COMMITS_UNHANDLED,
	/** The application never hears the end of a partition. */
	MISSES_SESSION_END,
	/** Readers have twice the buffer that they should have. */
	READS_TOO_MUCH,
	/** Writers have twice the buffer that they should have. */
	BUFFERS_TOO_MUCH,
	/** Instances end without closing their clients. */
	LEAVES_CLIENT_OPEN,
	/** Somebody waits for what nobody will do. */
	WAITS_FOR_NOTHING,
	/** Attempts follow each other without a backoff. */
	STORMS,
	/** A reader stays paused. */
	STAYS_PAUSED,
	/** Seeks are said to be done and are not. */
	SEEKS_NOWHERE,
	/** A reader takes nothing, though it is not paused. */
	TAKES_NOTHING,
	/** A task of the application fails. */
	TASK_FAILS

}
