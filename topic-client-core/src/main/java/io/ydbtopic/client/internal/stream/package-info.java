/**
 * The stream stack: when to connect, what a stream is. Knows no topic.
 */
@NullMarked
package io.ydbtopic.client.internal.stream;

import org.jspecify.annotations.NullMarked;
