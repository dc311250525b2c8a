package io.ydbtopic.broker.session;

/**
 * Who opened a stream.
 *
 * @param peer the client's address
 * @param token the token it came with; empty for none
 * @param node the node that it came to
 */
public record Caller(String peer, String token, int node) {
}
