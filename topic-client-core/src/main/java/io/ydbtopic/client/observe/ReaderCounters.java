package io.ydbtopic.client.observe;

/**
 * What a reader did so far. Totals only grow.
 *
 * @param messagesReceived messages that came from the server
 * @param messagesDelivered messages handed to the application
 * @param bytesReceived bytes of the responses that they came in
 * @param readRequests requests for more bytes
 * @param commitsSent commit requests
 * @param commitsFailed commits that were not stored: their session was over, or its
 * partition went elsewhere
 * @param partitions partition sessions, now
 * @param bufferedBytes bytes of the buffer in use, now
 * @param bufferLimitBytes size of the buffer
 * @param lastDataMillis wall-clock time of the last data in epoch milliseconds; 0 if none
 * @param lastCommitMillis wall-clock time of the last commit that the server confirmed,
 * in epoch milliseconds; 0 if none
 * @param lagMessages messages that are written and not committed, of all partitions whose
 * lag was asked for, as of the last answers; -1 if unknown
 * @param lagMillis the largest time behind of those partitions; -1 if unknown
 * @param handovers partitions that were given back on request of the server or by a close
 * @param longestHandoverMillis the longest time that one of them stood still on this side
 * @param replays streams that were opened to read one partition again, after a seek or
 * because its application was slow
 */
public record ReaderCounters(long messagesReceived, long messagesDelivered, long bytesReceived, long readRequests,
		long commitsSent, long commitsFailed, int partitions, long bufferedBytes, long bufferLimitBytes,
		long lastDataMillis, long lastCommitMillis, long lagMessages, long lagMillis, long handovers,
		long longestHandoverMillis, long replays) {
}
