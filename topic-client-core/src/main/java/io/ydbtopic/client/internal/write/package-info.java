/**
 * The writer on the stream stack.
 */
@NullMarked
package io.ydbtopic.client.internal.write;

import org.jspecify.annotations.NullMarked;
