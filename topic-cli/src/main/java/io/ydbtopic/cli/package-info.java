/**
 * The {@code topic} command line: one class a command, and what they share.
 */
@NullMarked
package io.ydbtopic.cli;

import org.jspecify.annotations.NullMarked;
