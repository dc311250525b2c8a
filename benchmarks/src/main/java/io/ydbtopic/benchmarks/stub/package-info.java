/**
 * A server that does as little as the protocol allows, so that the clients are what is
 * measured.
 */
@NullMarked
package io.ydbtopic.benchmarks.stub;

import org.jspecify.annotations.NullMarked;
