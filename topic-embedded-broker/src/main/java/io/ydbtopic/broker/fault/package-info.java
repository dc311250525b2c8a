/**
 * Fault switches: make the broker misbehave on purpose.
 */
@NullMarked
package io.ydbtopic.broker.fault;

import org.jspecify.annotations.NullMarked;
