package io.ydbtopic.client.internal.stream;

import io.ydbtopic.client.error.TopicException;
import org.jspecify.annotations.Nullable;

/**
 * Hears what happens on one call; always on the loop that the call was opened with.
 *
 * @param <R> what the server sends
 */
public interface StreamListener<R> {

	/**
	 * Whether taking the message is less work than waking a thread for it, so that the
	 * transport's thread may do it. Called on any thread.
	 */
	default boolean isShort(R message) {
		return false;
	}

	/**
	 * A message came.
	 */
	void onMessage(R message);

	/**
	 * The transport takes messages again.
	 */
	void onReady();

	/**
	 * The call is over; nothing is called after this. Called exactly once for each call
	 * that was not cancelled, at most once otherwise.
	 * @param error why; {@code null} if the server ended the stream without an error
	 */
	void onClosed(@Nullable TopicException error);

}
