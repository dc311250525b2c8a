/**
 * A fleet of instances at a cluster of many nodes: what a bad day does to the nodes and
 * to the partitions.
 */
@NullMarked
package io.ydbtopic.simulator.fleet;

import org.jspecify.annotations.NullMarked;
