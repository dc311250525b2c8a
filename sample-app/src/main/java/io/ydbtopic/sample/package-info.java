/**
 * An order service: orders come in over HTTP, go through a topic, and are billed,
 * invoiced, archived and audited: one listener for each way to listen.
 */
@NullMarked
package io.ydbtopic.sample;

import org.jspecify.annotations.NullMarked;
