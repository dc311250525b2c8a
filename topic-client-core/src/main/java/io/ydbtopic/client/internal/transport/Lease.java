package io.ydbtopic.client.internal.transport;

import io.grpc.Channel;

/**
 * A channel for one call.
 *
 * @param endpoint the node
 * @param channel its channel
 * @param giveBack to be run when the call is over; from any thread, harmless when
 * repeated
 */
record Lease(Endpoint endpoint, Channel channel, Runnable giveBack) {

}
