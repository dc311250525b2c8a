package io.ydbtopic.client.admin;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Who reads a partition.
 *
 * @param sessionId id of the read session
 * @param name name that the reader has given; {@code null} if none
 * @param since when it was given the partition; {@code null} if unknown
 * @param nodeId node that it is connected to; 0 if unknown
 */
public record ActiveReader(String sessionId, @Nullable String name, @Nullable Instant since, int nodeId) {
}
