package io.ydbtopic.client.internal.keyed;

import org.jspecify.annotations.Nullable;

/**
 * Where messages of a keyed writer wait that were never sent. Confined to the loop.
 */
interface WaitingQueue {

	/** The oldest one that may be dropped; null if there is none now. */
	@Nullable KeyedEntry oldestUnsent();

	/** Takes it out, without an end; there must be one. */
	void removeOldestUnsent();

}
