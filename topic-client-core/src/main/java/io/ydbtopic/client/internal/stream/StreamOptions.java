package io.ydbtopic.client.internal.stream;

import java.time.Duration;

import io.ydbtopic.client.auth.TokenProvider;

/**
 * What all connections of a stream have in common.
 *
 * @param handshakeTimeout most time from the start of a connection to the server's answer
 * @param closeGrace how long the server may take to end a half-closed call
 * @param tokens where new tokens come from
 * @param tokenRefresh how often an open stream asks for one; zero means never
 */
public record StreamOptions(Duration handshakeTimeout, Duration closeGrace, TokenProvider tokens,
		Duration tokenRefresh) {

	/** Long enough for a round trip across the world, short enough for a shutdown. */
	public static final Duration CLOSE_GRACE = Duration.ofSeconds(1);

}
