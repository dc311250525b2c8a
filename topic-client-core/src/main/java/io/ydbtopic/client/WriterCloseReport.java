package io.ydbtopic.client;

import org.jspecify.annotations.Nullable;

/**
 * What a writer left behind when it closed. A write that another thread makes while the
 * close ends may come too late to be counted: it is not stored, and its future fails.
 *
 * @param undelivered messages without an ack; they may or may not be stored
 * @param firstSequenceNumber smallest number among them; 0 if none was numbered yet
 * @param lastSequenceNumber greatest number among them; 0 if none was numbered yet
 * @param cause the last failure before the close; {@code null} if there was none
 */
public record WriterCloseReport(long undelivered, long firstSequenceNumber, long lastSequenceNumber,
		@Nullable Throwable cause) {

	/** Everything was acknowledged. */
	public static final WriterCloseReport CLEAN = new WriterCloseReport(0, 0, 0, null);

	/**
	 * Whether everything was acknowledged.
	 */
	public boolean isClean() {
		return this.undelivered == 0;
	}

	@Override
	public String toString() {
		if (isClean()) {
			return "all messages acknowledged";
		}
		String numbers = (this.lastSequenceNumber == 0) ? "not yet numbered"
				: "sequence numbers " + this.firstSequenceNumber + " to " + this.lastSequenceNumber;
		return this.undelivered + " message(s) not acknowledged, " + numbers;
	}

}
