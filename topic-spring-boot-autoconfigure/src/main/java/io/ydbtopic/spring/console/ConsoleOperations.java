package io.ydbtopic.spring.console;

import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.TopicAdmin;
import io.ydbtopic.spring.config.TopicListenerEndpointRegistry;
import io.ydbtopic.spring.listener.TopicListenerContainer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;

/**
 * What the page may do to listeners and consumers. Thread-safe.
 */
public final class ConsoleOperations {

	private static final Logger logger = LoggerFactory.getLogger(ConsoleOperations.class);

	private final TopicListenerEndpointRegistry registry;

	private final ShownTopics topics;

	private final TopicAdmin admin;

	/**
	 * Operations of one application.
	 */
	public ConsoleOperations(TopicListenerEndpointRegistry registry, ShownTopics topics, TopicAdmin admin) {
		this.registry = registry;
		this.topics = topics;
		this.admin = admin;
	}

	/**
	 * Starts, stops, pauses or resumes a listener. A stop goes on in the background.
	 */
	CompletableFuture<Void> listener(String operation, String id) {
		TopicListenerContainer container = require(id);
		logger.info("Listener '{}': {} by the console", container.id(), operation);
		switch (operation) {
			case "start" -> container.start();
			case "stop" -> container.stop("stopped by the console");
			case "pause" -> container.pause();
			case "resume" -> container.resume();
			default -> throw unknown(operation);
		}
		return CompletableFuture.completedFuture(null);
	}

	/**
	 * Releases, skips or replays a partition of a listener.
	 */
	CompletableFuture<Void> partition(String operation, String id, String topic, long partition, long offset) {
		TopicListenerContainer container = require(id);
		return switch (operation) {
			case "release" -> container.release(topic, partition);
			case "skip" -> container.skip(topic, partition, offset);
			case "replay" -> container.replay(topic, partition, offset);
			default -> throw unknown(operation);
		};
	}

	/**
	 * Moves the committed offset of a consumer; whoever reads the partition starts anew
	 * from there.
	 */
	CompletableFuture<Void> restart(String topic, String consumer, long partition, long offset) {
		return this.topics.require(topic)
			.thenCompose((shown) -> this.admin.describePartition(shown, partition))
			.thenCompose((range) -> {
				if (offset < range.startOffset() || offset > range.endOffset()) {
					throw new ConsoleException(HttpStatus.BAD_REQUEST, "offset: " + offset + " (expected: between "
							+ range.startOffset() + " and " + range.endOffset() + ")");
				}
				logger.info("{} partition {}: consumer '{}' restarts from {} by the console", topic, partition,
						consumer, offset);
				return this.admin.commitOffset(topic, consumer, partition, offset);
			});
	}

	private TopicListenerContainer require(String id) {
		TopicListenerContainer container = this.registry.getContainer(id);
		if (container == null) {
			throw new ConsoleException(HttpStatus.NOT_FOUND, "There is no listener '" + id + "'");
		}
		return container;
	}

	private static ConsoleException unknown(String operation) {
		return new ConsoleException(HttpStatus.BAD_REQUEST, "operation: '" + operation
				+ "' (expected: start, stop, pause, resume, release, skip, replay or restart)");
	}

}
