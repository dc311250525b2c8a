package io.ydbtopic.client;

import java.time.Duration;

import io.ydbtopic.client.error.TopicClosedException;
import io.ydbtopic.client.error.TransactionFailedException;

/**
 * Reads batches, has them handled, and commits offsets and what the handler wrote in one
 * transaction, so that each message has its effect on other topics once, whatever fails
 * in between. Made by {@link TopicClient#exactlyOnce}; on its reader nothing else may be
 * received or committed. Several of them, in this process or in others, may share a
 * consumer. For one thread at a time.
 *
 * <pre>{@code
 * ExactlyOnce<String> billing = client.exactlyOnce(reader);
 * while (running) {
 * 	billing.process(Duration.ofSeconds(1), (batch, transaction) -> {
 * 		for (ReceivedMessage<String> message : batch) {
 * 			transaction.write(invoices, bill(message.value()));
 * 		}
 * 	});
 * }
 * }</pre>
 *
 * @param <T> type of the values
 */
public interface ExactlyOnce<T> {

	/**
	 * Waits for a batch and processes it. When the transaction comes to nothing for a
	 * reason that passes, this begins anew with the messages as they are handed out
	 * again, after a backoff, as long as there is time.
	 * @param maxWait most time to wait for messages and to begin anew; an attempt that
	 * has begun is brought to its end
	 * @return messages that were processed; 0 if none came in time
	 * @throws TransactionFailedException if it was in vain: for good, or until the time
	 * was over. The messages are handed out again
	 * @throws RuntimeException what the handler threw; the messages are handed out again.
	 * A checked exception is the cause of a {@link TransactionFailedException}
	 * @throws TopicClosedException if the reader or the client is closed
	 * @throws InterruptedException if the calling thread was interrupted
	 */
	int process(Duration maxWait, TransactionHandler<T> handler) throws InterruptedException;

}
