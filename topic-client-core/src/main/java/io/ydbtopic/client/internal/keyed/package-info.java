/**
 * The writer to all partitions of a topic: which partition, and what happens at a split.
 * It stands on the writers of single partitions, and has no streams of its own.
 */
@NullMarked
package io.ydbtopic.client.internal.keyed;

import org.jspecify.annotations.NullMarked;
