/**
 * Connections and calls between processes, with everything that goes wrong with them.
 */
@NullMarked
package io.ydbtopic.simulator.network;

import org.jspecify.annotations.NullMarked;
