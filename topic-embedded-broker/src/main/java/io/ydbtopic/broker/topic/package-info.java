/**
 * Topics, partitions, producers and the catalogue that holds them.
 */
@NullMarked
package io.ydbtopic.broker.topic;

import org.jspecify.annotations.NullMarked;
