package io.ydbtopic.benchmarks.clients;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

/** Counts what a reader has handled. Thread-safe. */
public final class Handled {

	private final LongAdder messages = new LongAdder();

	private final LongAdder bytes = new LongAdder();

	private final @Nullable Observer observer;

	/**
	 * Nothing so far.
	 * @param observer sees each message; null if none shall
	 */
	public Handled(@Nullable Observer observer) {
		this.observer = observer;
	}

	/** Messages were handled. */
	public void add(long count, long size) {
		this.messages.add(count);
		this.bytes.add(size);
	}

	/** Whether each message is to be shown. */
	public boolean isObserved() {
		return this.observer != null;
	}

	/** Shows a message. */
	public void show(long offset, ByteBuffer payload) {
		if (this.observer != null) {
			this.observer.handled(offset, payload);
		}
	}

	/** Messages so far. */
	public long messages() {
		return this.messages.sum();
	}

	/** Bytes so far. */
	public long bytes() {
		return this.bytes.sum();
	}

	/** Sees each message as it is handled. */
	public interface Observer {

		/** A message is handled. */
		void handled(long offset, ByteBuffer payload);

	}

}
