/**
 * Side-by-side measurements: who writes and reads what, and the program that runs one
 * measurement in a process of its own.
 */
@NullMarked
package io.ydbtopic.benchmarks;

import org.jspecify.annotations.NullMarked;
