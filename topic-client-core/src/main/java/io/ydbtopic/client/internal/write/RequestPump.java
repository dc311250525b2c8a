package io.ydbtopic.client.internal.write;

import java.util.function.BiConsumer;
import java.util.function.Supplier;

import io.ydbtopic.client.WriterSettings;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.ClientRuntime;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import io.ydbtopic.client.internal.tx.TransactionScope;
import org.jspecify.annotations.Nullable;

/**
 * Sends what the outbox has, in requests that are as full as the limits allow, as long as
 * the transport takes them. What belongs to a transaction that is over is not sent.
 * Confined to the writer's loop.
 */
final class RequestPump {

	private final Outbox outbox;

	private final Supplier<@Nullable WriterConnection> connection;

	private final BiConsumer<OutboxEntry, TopicException> failed;

	private final RequestPacker packer;

	private final Linger linger;

	private final WriterMeters meters;

	/**
	 * A pump.
	 * @param connection the live one; gives null when there is none
	 * @param failed takes messages that are not sent, and why
	 */
	RequestPump(String id, ClientRuntime runtime, SerialLoop loop, WriterSettings settings, Outbox outbox,
			WriterMeters meters, Supplier<@Nullable WriterConnection> connection,
			BiConsumer<OutboxEntry, TopicException> failed) {
		this.outbox = outbox;
		this.connection = connection;
		this.failed = failed;
		this.packer = new RequestPacker(settings.batchMaxBytes(), settings.batchMaxMessages());
		this.linger = new Linger(id, loop, runtime::nanoTime, settings, outbox, this::sendAll);
		this.meters = meters;
	}

	/**
	 * Sends what does not linger.
	 * @param awaited whether somebody waits for all of it
	 */
	void pump(boolean awaited) {
		if (!this.linger.holds(awaited)) {
			sendAll();
		}
	}

	/** Sends everything, also what lingers. */
	void sendAll() {
		WriterConnection live = this.connection.get();
		while (live != null && this.outbox.unsent() > 0 && live.canSend()) {
			OutboxEntry next = this.outbox.unsent(0);
			TransactionScope transaction = next.transaction();
			TopicException ended = (transaction != null) ? transaction.failure() : null;
			if (ended != null) {
				if (this.outbox.sent() > 0) {
					// Its turn to fail comes when those before it have their end.
					return;
				}
				this.failed.accept(this.outbox.removeFirst(), ended);
				continue;
			}
			RequestPacker.Packed packed = this.packer.next(this.outbox);
			this.linger.sends(next);
			live.sendRequest(packed.request());
			this.outbox.markSent(packed.request().messages());
			WriterMeters.raise(this.meters.requests, 1);
			WriterMeters.raise(this.meters.bytesSent, packed.payloadBytes());
		}
	}

	/** Acks have come. */
	void acknowledged() {
		this.linger.acknowledged();
	}

	/** The connection is gone, or the writer. */
	void disconnected() {
		this.linger.cancel();
	}

}
