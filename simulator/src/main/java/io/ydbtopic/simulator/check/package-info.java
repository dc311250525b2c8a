/**
 * The model of what must hold, and what watches that it does.
 */
@NullMarked
package io.ydbtopic.simulator.check;

import org.jspecify.annotations.NullMarked;
