/**
 * The only door to the JVM's clock, threads, timers and randomness.
 */
@NullMarked
package io.ydbtopic.client.internal.runtime;

import org.jspecify.annotations.NullMarked;
