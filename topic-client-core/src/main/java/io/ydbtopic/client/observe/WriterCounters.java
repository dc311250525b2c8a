package io.ydbtopic.client.observe;

/**
 * What a writer did so far. Totals only grow.
 *
 * @param messagesWritten messages taken from the application
 * @param messagesAcknowledged messages that are safe
 * @param messagesFailed messages that were rejected or left behind
 * @param bytesWritten payload bytes of the messages taken, before compression
 * @param bytesSent payload bytes of requests, after compression, repeats included
 * @param requests write requests sent
 * @param inFlightMessages messages taken and not yet acknowledged, now
 * @param bufferedBytes bytes of the buffer in use, now
 * @param bufferLimitBytes size of the buffer
 * @param lastAckMillis wall-clock time of the last ack in epoch milliseconds; 0 if none
 */
public record WriterCounters(long messagesWritten, long messagesAcknowledged, long messagesFailed, long bytesWritten,
		long bytesSent, long requests, long inFlightMessages, long bufferedBytes, long bufferLimitBytes,
		long lastAckMillis) {
}
