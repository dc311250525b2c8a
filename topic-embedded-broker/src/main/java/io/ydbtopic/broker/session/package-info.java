/**
 * The protocol of one write or read stream; knows messages, but no gRPC call.
 */
@NullMarked
package io.ydbtopic.broker.session;

import org.jspecify.annotations.NullMarked;
