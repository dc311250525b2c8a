/**
 * A cluster of many nodes at the level of the wire: what a client sees of it, and no
 * more.
 */
@NullMarked
package io.ydbtopic.simulator.fleet.cluster;

import org.jspecify.annotations.NullMarked;
