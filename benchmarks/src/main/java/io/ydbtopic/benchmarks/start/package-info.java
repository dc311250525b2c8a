/**
 * How soon a broker in the same JVM is of use.
 */
@NullMarked
package io.ydbtopic.benchmarks.start;

import org.jspecify.annotations.NullMarked;
