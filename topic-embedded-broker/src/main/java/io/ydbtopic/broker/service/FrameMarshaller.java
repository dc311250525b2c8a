package io.ydbtopic.broker.service;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

import io.grpc.MethodDescriptor;

/**
 * Reads messages together with their size, and does not read those that are too large.
 * Safe for use by many threads.
 *
 * @param <T> the kind of message
 */
final class FrameMarshaller<T> implements MethodDescriptor.Marshaller<Frame<T>> {

	private final MethodDescriptor.Marshaller<T> messages;

	private final int sizeMax;

	FrameMarshaller(MethodDescriptor.Marshaller<T> messages, int sizeMax) {
		this.messages = messages;
		this.sizeMax = sizeMax;
	}

	@Override
	public InputStream stream(Frame<T> value) {
		throw new UnsupportedOperationException("Frames only come in");
	}

	@Override
	public Frame<T> parse(InputStream stream) {
		try {
			// Of a message's stream, everything is available from the start.
			int size = stream.available();
			return new Frame<>((size > this.sizeMax) ? null : this.messages.parse(stream), size);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
