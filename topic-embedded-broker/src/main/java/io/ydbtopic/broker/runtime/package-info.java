/**
 * The only door to the machine: clock, threads, timers and chance.
 */
@NullMarked
package io.ydbtopic.broker.runtime;

import org.jspecify.annotations.NullMarked;
