/**
 * An order service: orders come in over HTTP, go through a topic, and are billed and
 * audited.
 */
@NullMarked
package io.ydbtopic.sample;

import org.jspecify.annotations.NullMarked;
