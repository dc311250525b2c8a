package io.ydbtopic.broker.service;

import org.jspecify.annotations.Nullable;

/**
 * A message of a client with its size on the wire. Immutable.
 *
 * @param <T> the kind of message
 * @param message the message; null when it is too large to be looked at, or malformed
 * @param size bytes
 */
public record Frame<T>(@Nullable T message, int size) {
}
