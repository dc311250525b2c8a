package io.ydbtopic.client;

/**
 * The server's word that a message is safe.
 *
 * @param sequenceNumber number of the message
 * @param partitionId partition that it is in
 * @param offset its offset there; -1 if unknown, as for a message that was stored already
 * @param state how it got there
 */
public record WriteAck(long sequenceNumber, long partitionId, long offset, State state) {

	/** How a message came to be safe. */
	public enum State {

		/** Stored by this write. */
		WRITTEN,

		/**
		 * Stored before: by a try whose ack was lost, or by an earlier run of the same
		 * producer.
		 */
		ALREADY_WRITTEN,

		/** Set aside in a transaction; stored when it commits. */
		WRITTEN_IN_TRANSACTION

	}

}
