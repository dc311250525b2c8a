/**
 * What happened, in order: the protocol's events of a broker, kept for a while and
 * readable as lines.
 */
@NullMarked
package io.ydbtopic.broker.journal;

import org.jspecify.annotations.NullMarked;
