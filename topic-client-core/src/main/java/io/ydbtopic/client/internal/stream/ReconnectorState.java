package io.ydbtopic.client.internal.stream;

import java.util.EnumSet;
import java.util.Set;

/**
 * What a reconnector is doing. The table in {@code DESIGN.md} says the same, and a test
 * compares the two.
 */
enum ReconnectorState {

	/** Built, not started. */
	NEW,
	/** A connection exists and its handshake is under way. */
	CONNECTING,
	/** The handshake has succeeded; the connection is published. */
	READY,
	/** No connection; the next attempt waits for its time. */
	BACKOFF,
	/** Closing for good: no new connection; the live one is ending. */
	CLOSING,
	/** Ended by a close. */
	CLOSED,
	/** Ended by an error. */
	FAILED;

	Set<ReconnectorState> next() {
		return switch (this) {
			case NEW -> EnumSet.of(CONNECTING, CLOSING);
			case CONNECTING -> EnumSet.of(READY, BACKOFF, CLOSING, FAILED);
			case READY -> EnumSet.of(BACKOFF, CLOSING, FAILED);
			case BACKOFF -> EnumSet.of(CONNECTING, CLOSING, FAILED);
			case CLOSING -> EnumSet.of(CLOSED);
			case CLOSED, FAILED -> EnumSet.noneOf(ReconnectorState.class);
		};
	}

	boolean isOver() {
		return this == CLOSED || this == FAILED;
	}

}
