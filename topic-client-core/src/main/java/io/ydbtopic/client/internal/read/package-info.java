/**
 * The reader on the stream stack.
 */
@NullMarked
package io.ydbtopic.client.internal.read;

import org.jspecify.annotations.NullMarked;
