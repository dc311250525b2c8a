package io.ydbtopic.broker.error;

import io.ydbtopic.proto.common.StatusIds.StatusCode;

/**
 * The topic-specific issue codes that accompany a status, each with the status it belongs
 * to. Immutable, for any thread.
 */
public enum IssueCode {

	/** The topic exists but is not ready. */
	INITIALIZING(500001, StatusCode.UNAVAILABLE),
	/** Too much in flight. */
	OVERLOAD(500002, StatusCode.OVERLOADED),
	/** The request breaks the protocol. */
	BAD_REQUEST(500003, StatusCode.BAD_REQUEST),
	/** The session no longer owns what it works on. */
	WRONG_COOKIE(500004, StatusCode.SESSION_EXPIRED),
	/** A commit beyond the end. */
	SET_OFFSET_ERROR_COMMIT_TO_FUTURE(500013, StatusCode.BAD_REQUEST),
	/** The topic does not exist. */
	UNKNOWN_TOPIC(500017, StatusCode.SCHEME_ERROR),
	/** A right is missing. */
	ACCESS_DENIED(500018, StatusCode.UNAUTHORIZED),
	/** The partition does not exist. */
	WRONG_PARTITION_NUMBER(500021, StatusCode.SCHEME_ERROR),
	/** A commit to where nothing can be read any more. */
	SET_OFFSET_ERROR_COMMIT_TO_PAST(500025, StatusCode.BAD_REQUEST),
	/** The partition went away under a session. */
	TABLET_PIPE_DISCONNECTED(500027, StatusCode.UNAVAILABLE),
	/** A path or a setting does not fit the scheme. */
	SCHEMA_ERROR(500028, StatusCode.SCHEME_ERROR),
	/** The partition was split and takes no more writes. */
	WRITE_ERROR_PARTITION_INACTIVE(500029, StatusCode.OVERLOADED),
	/** The transaction does not exist. */
	UNKNOWN_TXID(500030, StatusCode.NOT_FOUND),
	/** A setting needs something that is not there. */
	PRECONDITION_FAILED(500031, StatusCode.PRECONDITION_FAILED),
	/** Anything else. */
	ERROR(500100, StatusCode.UNAVAILABLE);

	private final int number;

	private final StatusCode status;

	IssueCode(int number, StatusCode status) {
		this.number = number;
		this.status = status;
	}

	/**
	 * The number on the wire.
	 * @return 500000 and more
	 */
	public int number() {
		return this.number;
	}

	/**
	 * The status that this issue maps to.
	 * @return the status
	 */
	public StatusCode status() {
		return this.status;
	}

}
