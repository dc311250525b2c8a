/**
 * The whole system in one thread on virtual time, from one seed.
 */
@NullMarked
package io.ydbtopic.simulator;

import org.jspecify.annotations.NullMarked;
