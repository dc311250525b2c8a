/**
 * What a process of a client does: each program measures one client in one case.
 */
@NullMarked
package io.ydbtopic.benchmarks.programs;

import org.jspecify.annotations.NullMarked;
