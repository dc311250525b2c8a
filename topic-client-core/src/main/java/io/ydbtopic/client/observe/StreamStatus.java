package io.ydbtopic.client.observe;

import java.time.Instant;
import java.util.List;

import io.ydbtopic.client.error.TopicException;
import org.jspecify.annotations.Nullable;

/**
 * The state of one stream at one moment.
 *
 * @param id the stream's name in all log lines, for example {@code 9ka8R7/w1}
 * @param kind writer or reader
 * @param name name from the settings
 * @param topics paths of its topics
 * @param state what it is doing
 * @param since when it began to do that
 * @param attempt attempts since it was last connected; 0 while connected
 * @param reconnects how often a connection was lost so far
 * @param lastError cause of the last lost connection or failed attempt, or of the end;
 * {@code null} if there was none
 * @param lastErrorAt when that was
 * @param unhealthySince since when the stream has had no connection that proved itself:
 * it outlives connections that die at once, and ends when one has lived long enough
 * ({@link io.ydbtopic.client.RetrySettings#healthyAfter()}), or has moved data and lived
 * as long as the wait before it; {@code null} while the stream is healthy. What a health
 * check should look at
 */
public record StreamStatus(String id, Kind kind, String name, List<String> topics, StreamState state, Instant since,
		int attempt, long reconnects, @Nullable TopicException lastError, @Nullable Instant lastErrorAt,
		@Nullable Instant unhealthySince) {

	public StreamStatus {
		topics = List.copyOf(topics);
	}

	/** Which way the data goes. */
	public enum Kind {

		/** From the application to the server. */
		WRITER,

		/** From the server to the application. */
		READER

	}

}
