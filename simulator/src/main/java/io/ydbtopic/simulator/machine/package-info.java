/**
 * Virtual time in one thread, and the processes that live in it.
 */
@NullMarked
package io.ydbtopic.simulator.machine;

import org.jspecify.annotations.NullMarked;
