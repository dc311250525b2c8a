package io.ydbtopic.spring.actuate;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.ydbtopic.spring.listener.TopicListenerContainer;
import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

/**
 * What an operator may do to a listener, by name. Immutable, thread-safe.
 */
final class ListenerOperations {

	/** How long a call waits; what it asked for goes on after it. */
	private static final long SECONDS_MAX = 5;

	/**
	 * What to do.
	 *
	 * @param action the name of an operation
	 * @param topic the topic, absolute or behind the database; {@code null} for all
	 * @param partition number of the partition; {@code null} for all
	 * @param offset where; {@code null} if that does not matter
	 */
	record Operation(String action, @Nullable String topic, @Nullable Long partition, @Nullable Long offset) {
	}

	/**
	 * Carries an operation out.
	 * @throws IllegalArgumentException if the operation is not known, or something is
	 * missing or too much
	 * @throws IllegalStateException if it is not possible now
	 */
	void run(TopicListenerContainer container, Operation operation) {
		switch (operation.action.toLowerCase(Locale.ROOT)) {
			case "start" -> {
				requireWhole(operation);
				container.start();
			}
			case "stop" -> {
				requireWhole(operation);
				container.stop("stopped by the endpoint");
			}
			case "pause" -> {
				if (isWhole(operation)) {
					container.pause();
				}
				else {
					container.pause(topic(container, operation), partition(operation));
				}
			}
			case "resume" -> {
				if (isWhole(operation)) {
					container.resume();
				}
				else {
					container.resume(topic(container, operation), partition(operation));
				}
			}
			case "release" -> await(container.release(topic(container, operation), partition(operation)));
			case "skip" -> await(container.skip(topic(container, operation), partition(operation), offset(operation)));
			case "replay" ->
				await(container.replay(topic(container, operation), partition(operation), offset(operation)));
			default -> throw new IllegalArgumentException("action is '" + operation.action
					+ "' (expected: start, stop, pause, resume, release, skip or replay)");
		}
	}

	private static boolean isWhole(Operation operation) {
		return operation.topic == null && operation.partition == null;
	}

	private static void requireWhole(Operation operation) {
		if (!isWhole(operation) || operation.offset != null) {
			throw new IllegalArgumentException(
					operation.action + " is of the whole listener (expected: no topic, partition or offset)");
		}
	}

	/** A listener of one topic need not be told which. */
	private static String topic(TopicListenerContainer container, Operation operation) {
		if (StringUtils.hasText(operation.topic)) {
			return operation.topic;
		}
		List<String> topics = container.partitions().stream().map((partition) -> partition.topic()).distinct().toList();
		if (topics.size() == 1) {
			return topics.get(0);
		}
		throw new IllegalArgumentException(operation.action + " needs a topic (expected: one of " + topics + ")");
	}

	private static long partition(Operation operation) {
		if (operation.partition == null) {
			throw new IllegalArgumentException(operation.action + " needs a partition");
		}
		return operation.partition;
	}

	private static long offset(Operation operation) {
		if (operation.offset == null) {
			throw new IllegalArgumentException(operation.action + " needs an offset");
		}
		return operation.offset;
	}

	private static void await(CompletableFuture<Void> done) {
		try {
			done.get(SECONDS_MAX, TimeUnit.SECONDS);
		}
		catch (TimeoutException ex) {
			throw new IllegalStateException("not done after " + SECONDS_MAX + " s; it goes on", ex);
		}
		catch (ExecutionException ex) {
			Throwable cause = ex.getCause();
			throw (cause instanceof IllegalStateException state) ? state
					: new IllegalStateException(String.valueOf(cause), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("interrupted while waiting; it goes on", ex);
		}
	}

}
