/**
 * Runs all measurements and writes the table of targets.
 */
@NullMarked
package io.ydbtopic.benchmarks.report;

import org.jspecify.annotations.NullMarked;
