package io.ydbtopic.broker.journal;

/**
 * What a journal tells. No event is told for each message. Immutable, for any thread.
 */
public enum JournalKind {

	/** A data directory was opened that held something. */
	RECOVERED,
	/** Nothing can be stored any more. */
	STORE_FAILED,
	/** A read or write stream passed its handshake. */
	STREAM_OPENED,
	/** A stream ended, before or after its handshake; the reason is told. */
	STREAM_ENDED,
	/** A token was refused or could not be checked. */
	TOKEN_REFUSED,
	/** A reader got a partition. */
	PARTITION_STARTED,
	/** A reader was asked to give a partition back. */
	PARTITION_ASKED_BACK,
	/** A reader gave a partition back. */
	PARTITION_RETURNED,
	/** A reader lost a partition without being asked. */
	PARTITION_LOST,
	/** A commit of offsets was kept. */
	COMMITTED,
	/** The offset of a consumer was set from outside of a stream. */
	OFFSET_SET,
	/** A transaction began. */
	TRANSACTION_BEGUN,
	/** A transaction was committed and kept. */
	TRANSACTION_COMMITTED,
	/** A transaction came to nothing; the reason is told. */
	TRANSACTION_ROLLED_BACK,
	/** A topic was made. */
	TOPIC_CREATED,
	/** A topic was changed. */
	TOPIC_ALTERED,
	/** A topic was dropped. */
	TOPIC_DROPPED,
	/** A partition was split; why is told. */
	PARTITION_SPLIT,
	/** A partition went to another node. */
	PARTITION_MOVED,
	/** Messages expired by retention. */
	MESSAGES_EXPIRED,
	/** A fault struck. */
	FAULT

}
