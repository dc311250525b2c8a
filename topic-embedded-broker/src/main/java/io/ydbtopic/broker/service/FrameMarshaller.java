package io.ydbtopic.broker.service;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads messages together with their size, and does not read those that are too large.
 * Safe for use by many threads.
 *
 * @param <T> the kind of message
 */
final class FrameMarshaller<T> implements MethodDescriptor.Marshaller<Frame<T>> {

	private static final Logger logger = LoggerFactory.getLogger(FrameMarshaller.class);

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
		catch (StatusRuntimeException ex) {
			logger.debug("A client sent a message that is not well formed", ex);
			return new Frame<>(null, 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
