package io.ydbtopic.client;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.error.BufferFullException;
import io.ydbtopic.client.error.MessageRejectedException;
import io.ydbtopic.client.error.TopicClosedException;
import io.ydbtopic.client.error.UndeliveredMessagesException;
import io.ydbtopic.client.error.WaitTimeoutException;
import io.ydbtopic.client.observe.StreamStatus;
import io.ydbtopic.client.observe.WriteStatistics;
import io.ydbtopic.client.observe.WriterCounters;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages to one topic, in order, and keeps them until the server has
 * acknowledged them: through lost connections and restarts of the server. With a producer
 * id, which is the default, each message is stored once.
 * <p>
 * Thread-safe; messages of one thread keep their order. Futures are completed on user
 * threads, in order; the blocking forms must not be called from such a completion.
 *
 * @param <T> type of the values
 */
public interface TopicWriter<T> extends AutoCloseable {

	/**
	 * Writes a value. If the buffer is full, this does what
	 * {@link WriterSettings#bufferFull()} says: it waits on the calling thread or fails.
	 * @return the ack; fails with a {@link TopicClosedException} when the writer ends
	 * first, or with a {@link MessageRejectedException} if the message can't be encoded
	 * @throws BufferFullException if there was no room in time
	 * @throws MessageRejectedException if the message is too large, or has too much
	 * metadata
	 * @throws TopicClosedException if the writer is closed or has failed; the cause tells
	 * why
	 */
	default CompletableFuture<WriteAck> write(T value) {
		return write(OutgoingMessage.of(value));
	}

	/**
	 * Writes a message, as {@link #write(Object)}.
	 */
	CompletableFuture<WriteAck> write(OutgoingMessage<? extends T> message);

	/**
	 * Writes a message, waiting at most so long for room, whatever the settings say.
	 */
	CompletableFuture<WriteAck> write(OutgoingMessage<? extends T> message, Duration maxWait);

	/**
	 * Writes messages in the order of the collection; those of other threads may come in
	 * between. If the buffer is full, this waits or fails as {@link #write(Object)} does:
	 * what was taken before a failure is written.
	 * @return the acks in the same order; fails with the first failure
	 */
	CompletableFuture<List<WriteAck>> writeAll(Collection<? extends OutgoingMessage<? extends T>> messages);

	/**
	 * Writes a message only if there is room now.
	 * @return the ack, or {@code null} if the buffer is full: nothing was taken
	 */
	@Nullable CompletableFuture<WriteAck> tryWrite(OutgoingMessage<? extends T> message);

	/**
	 * Writes a value without a future of its own, which is cheaper. Its fate shows in
	 * {@link #flush()}, in {@link #counters()} and when the writer closes.
	 */
	void send(T value);

	/**
	 * Writes a value and waits until it is safe.
	 * @param timeout most time for room and ack together
	 * @throws WaitTimeoutException if it was not acknowledged in time; it may still be
	 * stored
	 * @throws InterruptedException if the calling thread was interrupted; it may still be
	 * stored
	 */
	WriteAck writeAndWait(OutgoingMessage<? extends T> message, Duration timeout) throws InterruptedException;

	/**
	 * Everything written before this call.
	 * @return done when all of it is acknowledged; fails when the writer ends first, or
	 * when one of the messages sent without a future was rejected
	 */
	CompletableFuture<Void> flush();

	/**
	 * Waits until everything written before this call is acknowledged.
	 * @throws WaitTimeoutException if that took longer
	 * @throws InterruptedException if the calling thread was interrupted
	 */
	void flush(Duration timeout) throws InterruptedException;

	/**
	 * What the server said on the first connect.
	 * @return done when the writer is connected for the first time; fails when it ends
	 * before
	 */
	CompletableFuture<WriterInfo> ready();

	/**
	 * The state of the stream, from memory.
	 */
	StreamStatus status();

	/**
	 * What was written so far, from memory.
	 */
	WriterCounters counters();

	/**
	 * What the server said about the messages that it acknowledged last, from memory;
	 * {@code null} before the first ack.
	 */
	@Nullable WriteStatistics statistics();

	/**
	 * Closes: takes nothing more, flushes until the deadline, reconnecting if it must,
	 * then ends the stream. Harmless when repeated; the first deadline counts.
	 * @param deadline most time for the flush; zero gives up at once
	 * @return what was left, never fails
	 */
	CompletableFuture<WriterCloseReport> closeAsync(Duration deadline);

	/**
	 * Closes with the deadline of the settings, and waits.
	 * @throws UndeliveredMessagesException if messages were left without an ack
	 */
	@Override
	void close();

}
