package io.ydbtopic.cli;

import org.jspecify.annotations.Nullable;

/**
 * The value of a flag that can also take a setting away.
 *
 * @param <T> its type
 * @param value null to take it away
 */
record OrNone<T>(@Nullable T value) {
}
