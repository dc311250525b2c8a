/**
 * The clients that are compared, each behind the same two interfaces.
 */
@NullMarked
package io.ydbtopic.benchmarks.clients;

import org.jspecify.annotations.NullMarked;
