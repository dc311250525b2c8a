/**
 * What a process has used: time, processor, allocation, memory.
 */
@NullMarked
package io.ydbtopic.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
