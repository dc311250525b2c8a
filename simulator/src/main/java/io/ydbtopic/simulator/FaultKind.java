package io.ydbtopic.simulator;

/**
 * What can go wrong.
 */
enum FaultKind {

	/** A connection is lost; both sides hear of it. */
	LOSE_CONNECTION,
	/** All connections of a node are lost. */
	LOSE_CONNECTIONS_OF_NODE,
	/** Nothing arrives on a connection any more, and nobody is told. */
	HALF_OPEN,
	/** A client can't reach a node for a while. */
	CUT_OFF,
	/** Everything takes longer on the network. */
	SLOW_NETWORK,
	/** The broker dies, with what it had not kept, and comes back. */
	BROKER_CRASH,
	/** The broker closes in order and comes back. */
	BROKER_RESTART,
	/** An instance of the application dies and comes back. */
	INSTANCE_CRASH,
	/** An instance of the application closes in order and comes back. */
	INSTANCE_RESTART,
	/** Nothing runs in an instance for a while. */
	INSTANCE_FREEZE,
	/** A reader is closed and another one opened in its place. */
	READER_RESTART,
	/** A writer is closed and another one opened in its place. */
	WRITER_RESTART,
	/** The wall clock of an instance jumps. */
	INSTANCE_CLOCK_JUMP,
	/** The wall clock of the broker jumps. */
	BROKER_CLOCK_JUMP,
	/** The tokens of all instances change. */
	TOKEN_CHANGE,
	/** Tokens are refused for a while, as those that have expired. */
	TOKEN_REFUSED,
	/** Tokens can't be checked for a while. */
	TOKEN_DOUBTED,
	/** The broker asks readers for their partitions. */
	REBALANCE,
	/** The broker takes a partition away. */
	STOP_FORCED,
	/** A partition is split. */
	SPLIT,
	/** A partition moves to another node. */
	MOVE_PARTITION,
	/** Streams end with an error of the protocol. */
	END_STREAMS,
	/** Streams end with an error after which they are not opened again. */
	END_STREAMS_FOR_GOOD,
	/** The calls of streams are lost. */
	CUT_STREAMS,
	/** The server ends streams in order. */
	END_CLEANLY,
	/** Streams fall silent while their connection lives. */
	SILENCE_STREAMS,
	/** The next write request is lost with its stream before anything is stored. */
	DROP_BEFORE_STORING,
	/** The next write request is stored and lost with its stream. */
	DROP_AFTER_STORING,
	/** Acks come later. */
	DELAY_ACKS,
	/** Sessions are stuck: acks never come, and their streams go on. */
	LOSE_ACKS,
	/** Messages come later. */
	DELAY_MESSAGES,
	/** Confirmations of commits come later. */
	DELAY_COMMITS,
	/** Handshakes are refused. */
	FAIL_HANDSHAKES,
	/** Handshakes are answered later. */
	DELAY_HANDSHAKES,
	/** Streams die right after the handshake. */
	DIE_AFTER_HANDSHAKE,
	/** Handshakes are not answered. */
	IGNORE_HANDSHAKES,
	/** Nothing of a partition is handed out. */
	FREEZE_PARTITION,
	/** Handlers take long. */
	SLOW_READER,
	/** A reader is paused. */
	PAUSE_READER

}
