package io.ydbtopic.spring.listener;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.client.error.PartitionSessionEndedException;
import io.ydbtopic.client.error.TopicClosedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what became of commits that nobody waits for. A session that has ended is nothing
 * to worry about: its messages come again.
 */
final class Commits {

	private static final Logger logger = LoggerFactory.getLogger(Commits.class);

	private Commits() {
	}

	static void log(CompletableFuture<Void> commit, ReceivedMessage<?> message) {
		commit.whenComplete((done, error) -> {
			if (error == null) {
				return;
			}
			Throwable cause = (error instanceof CompletionException && error.getCause() != null) ? error.getCause()
					: error;
			if (cause instanceof PartitionSessionEndedException || cause instanceof TopicClosedException) {
				logger.debug("Not committed, will come again: {} partition {} offset {}", message.topic(),
						message.partitionId(), message.offset());
			}
			else {
				logger.warn("The commit of {} partition {} offset {} failed", message.topic(), message.partitionId(),
						message.offset(), cause);
			}
		});
	}

}
