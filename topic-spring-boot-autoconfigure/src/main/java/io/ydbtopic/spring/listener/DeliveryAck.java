package io.ydbtopic.spring.listener;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.ReceivedMessage;
import org.jspecify.annotations.Nullable;

/**
 * The acknowledgment object of one call of a listener. Thread-safe.
 *
 * @param <T> type of the values
 */
final class DeliveryAck<T> implements Acknowledgment {

	private final String listenerId;

	private final AckMode mode;

	private final List<ReceivedMessage<T>> messages;

	/** Where acknowledgments go; {@code null} when the container commits by itself. */
	private final @Nullable SessionAcks<T> acks;

	/** Set by the listener's thread while it runs, read by it afterwards. */
	private volatile @Nullable Duration again;

	/** With {@link #again}: the first message that is to come again. */
	private volatile int againFrom;

	private volatile boolean returned;

	DeliveryAck(String listenerId, AckMode mode, List<ReceivedMessage<T>> messages, @Nullable SessionAcks<T> acks) {
		this.listenerId = listenerId;
		this.mode = mode;
		this.messages = messages;
		this.acks = acks;
	}

	@Override
	public CompletableFuture<Void> acknowledge() {
		return acknowledge(this.messages.size() - 1);
	}

	@Override
	public CompletableFuture<Void> acknowledge(int index) {
		SessionAcks<T> target = this.acks;
		if (target == null) {
			throw new IllegalStateException(
					"Listener '" + this.listenerId + "' acknowledges by itself (expected: ack mode MANUAL)");
		}
		check(index);
		CompletableFuture<?>[] stored = this.messages.subList(0, index + 1)
			.stream()
			.map(target::done)
			.toArray(CompletableFuture<?>[]::new);
		return CompletableFuture.allOf(stored);
	}

	@Override
	public void nack(Duration delay) {
		nack(0, delay);
	}

	@Override
	public void nack(int index, Duration delay) {
		if (this.returned) {
			throw new IllegalStateException("Listener '" + this.listenerId
					+ "' has returned: later messages may have been handled (expected: nack during the call)");
		}
		if (delay.isNegative()) {
			throw new IllegalArgumentException("delay: " + delay + " (expected: zero or more)");
		}
		check(index);
		if (index > 0 && this.mode == AckMode.TRANSACTION) {
			throw new IllegalStateException("Listener '" + this.listenerId
					+ "' runs in a transaction, which comes again as a whole (expected: nack without an index)");
		}
		this.againFrom = index;
		this.again = delay;
	}

	private void check(int index) {
		if (index < 0 || index >= this.messages.size()) {
			throw new IndexOutOfBoundsException(
					"index: " + index + " (expected: between 0 and " + (this.messages.size() - 1) + ")");
		}
	}

	/** The call is over. */
	void returned() {
		this.returned = true;
	}

	/** When the listener wants the same once more; {@code null} if it does not. */
	@Nullable Duration again() {
		return this.again;
	}

	/** The first message that is to come again. */
	int againFrom() {
		return this.againFrom;
	}

	@Override
	public String toString() {
		return "Acknowledgment[" + this.listenerId + "]";
	}

}
