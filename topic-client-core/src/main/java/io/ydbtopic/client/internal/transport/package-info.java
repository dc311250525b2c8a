/**
 * gRPC: channels, endpoints, calls and headers.
 */
@NullMarked
package io.ydbtopic.client.internal.transport;

import org.jspecify.annotations.NullMarked;
