/**
 * The last step to the wire and the first from it: messages as gRPC wants them, without
 * an object for each of their fields.
 */
@NullMarked
package io.ydbtopic.client.internal.wire;

import org.jspecify.annotations.NullMarked;
