package io.ydbtopic.sample;

/**
 * An instance of the sample, in the hands of a test.
 */
interface Instance extends AutoCloseable {

	/** Ends it without a word to anybody, as far as the broker can see. */
	void kill() throws Exception;

	/** Ends it as a deployment does. */
	void stop() throws Exception;

	/** Cleans up, whatever became of it. */
	@Override
	void close() throws Exception;

}
