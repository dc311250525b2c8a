package io.ydbtopic.spring.core;

import java.util.HashMap;
import java.util.Map;

import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.TopicTransaction;
import org.jspecify.annotations.Nullable;

/**
 * The transaction that a thread is in, for each client: what a {@link TopicTemplate}
 * writes on that thread is a part of it. Bound by a transaction manager, by
 * {@link TopicOperations#inTransaction} and by listeners with the ack mode
 * {@code TRANSACTION}; it does not follow work to other threads.
 */
public final class CurrentTransaction {

	private static final ThreadLocal<@Nullable Map<TopicClient, TopicTransaction>> BOUND = new ThreadLocal<>();

	private CurrentTransaction() {
	}

	/**
	 * The transaction of this thread; {@code null} if it is in none.
	 */
	public static @Nullable TopicTransaction of(TopicClient client) {
		Map<TopicClient, TopicTransaction> bound = BOUND.get();
		return (bound != null) ? bound.get(client) : null;
	}

	/**
	 * Binds a transaction to this thread, or none.
	 * @return what was bound before; {@code null} if nothing was
	 */
	public static @Nullable TopicTransaction bind(TopicClient client, @Nullable TopicTransaction transaction) {
		Map<TopicClient, TopicTransaction> bound = BOUND.get();
		if (bound == null) {
			if (transaction == null) {
				return null;
			}
			bound = new HashMap<>();
			BOUND.set(bound);
		}
		TopicTransaction before = (transaction != null) ? bound.put(client, transaction) : bound.remove(client);
		if (bound.isEmpty()) {
			BOUND.remove();
		}
		return before;
	}

}
