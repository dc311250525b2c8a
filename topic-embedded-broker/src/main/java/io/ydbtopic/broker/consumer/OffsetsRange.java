package io.ydbtopic.broker.consumer;

/**
 * Offsets from a start up to, and without, an end. Immutable.
 *
 * @param start the first offset
 * @param end the offset after the last
 */
public record OffsetsRange(long start, long end) {
}
