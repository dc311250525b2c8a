package io.ydbtopic.client.internal.write;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.ydbtopic.client.WriteAck;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import org.jspecify.annotations.Nullable;

/**
 * Where messages end: gives their room back at once, and completes their futures in bulk,
 * in order, on a user queue. The streams of one keyed writer share one. Confined to the
 * writer's loop.
 */
public final class Settlement {

	/** Most places that are kept for the next bulk. */
	private static final int SPARE_PLACES = 1024;

	private final BufferBudget buffer;

	private final SerialLoop completions;

	private Consumer<OutboxEntry> listener = (entry) -> {
	};

	/** Ended entries whose futures wait to be completed in bulk. */
	private List<OutboxEntry> settled = new ArrayList<>();

	public Settlement(BufferBudget buffer, SerialLoop completions) {
		this.buffer = buffer;
		this.completions = completions;
	}

	/** Has somebody told of each message that ends; at most one. */
	public void onSettled(Consumer<OutboxEntry> told) {
		this.listener = told;
	}

	/**
	 * The message is stored; the ack is needed if somebody {@link OutboxEntry#isAwaited
	 * waits}.
	 */
	public void acknowledge(OutboxEntry entry, @Nullable WriteAck ack) {
		entry.stored(ack);
		settle(entry);
	}

	/** The message is not stored, as far as anybody knows. */
	public void fail(OutboxEntry entry, Throwable cause) {
		entry.failed(cause);
		settle(entry);
	}

	private void settle(OutboxEntry entry) {
		this.buffer.release(entry.cost());
		this.listener.accept(entry);
		if (entry.ack != null) {
			this.settled.add(entry);
		}
	}

	/** Hands the futures to the user queue: one hop for all of them. */
	public void complete() {
		if (this.settled.isEmpty()) {
			return;
		}
		List<OutboxEntry> done = this.settled;
		this.settled = new ArrayList<>(Math.min(done.size(), SPARE_PLACES));
		this.completions.execute(() -> done.forEach(OutboxEntry::settle));
	}

	/** The end of the writer: nobody gets room any more. */
	public void end(Throwable cause) {
		this.buffer.end(cause);
	}

}
