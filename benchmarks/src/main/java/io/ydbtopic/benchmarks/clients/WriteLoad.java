package io.ydbtopic.benchmarks.clients;

/** A writer under test. For one thread. */
public interface WriteLoad extends AutoCloseable {

	/** Takes a message, waiting for room if it must. */
	void write(byte[] payload) throws Exception;

	/** Waits until all that was taken is acknowledged. */
	void drain() throws Exception;

	/** Takes a message and runs an action on its ack. */
	default void write(byte[] payload, Runnable acknowledged) throws Exception {
		throw new UnsupportedOperationException(getClass().getSimpleName());
	}

	/** How much of its buffer is in use, by its size; NaN if it does not tell. */
	default double bufferUse() {
		return Double.NaN;
	}

	@Override
	void close();

}
