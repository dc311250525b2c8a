package io.ydbtopic.benchmarks.clients;

/** A client that makes writers, which share what clients share. */
public interface WriterSource extends AutoCloseable {

	/** Opens a writer and waits until it is connected. */
	WriteLoad open() throws Exception;

	@Override
	void close();

}
