package io.ydbtopic.client.internal.read;

/**
 * What messages that are handed out together have in common. Immutable.
 *
 * @param <T> type of the values
 */
record MessageOrigin<T>(PartitionTrack track, ReceivedBatch batch, PayloadReader<T> reader) {
}
