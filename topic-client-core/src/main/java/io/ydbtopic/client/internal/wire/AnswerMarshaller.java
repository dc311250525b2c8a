package io.ydbtopic.client.internal.wire;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.Status;

/**
 * How messages of the server come from the wire: as one array, which a parser reads;
 * nothing goes the other way. Thread-safe.
 *
 * @param <R> what the parser makes of the bytes
 */
public final class AnswerMarshaller<R> implements MethodDescriptor.Marshaller<R> {

	private final Parser<R> parser;

	public AnswerMarshaller(Parser<R> parser) {
		this.parser = parser;
	}

	@Override
	public InputStream stream(R answer) {
		throw new UnsupportedOperationException("a client does not send what it receives");
	}

	@Override
	public R parse(InputStream stream) {
		try {
			return this.parser.parse((stream instanceof KnownLength) ? exactly(stream) : stream.readAllBytes());
		}
		catch (IOException ex) {
			throw Status.INTERNAL.withDescription("Invalid protobuf byte sequence").withCause(ex).asRuntimeException();
		}
	}

	/**
	 * One array of the right size; the stream's own reading goes through smaller ones.
	 */
	private static byte[] exactly(InputStream stream) throws IOException {
		byte[] bytes = new byte[stream.available()];
		int read = stream.readNBytes(bytes, 0, bytes.length);
		if (read < bytes.length) {
			throw new EOFException(read + " of " + bytes.length + " bytes");
		}
		return bytes;
	}

	/**
	 * Reads a message.
	 *
	 * @param <R> what it makes of the bytes
	 */
	@FunctionalInterface
	public interface Parser<R> {

		/**
		 * Reads a message.
		 * @throws IOException if the bytes are not one
		 */
		R parse(byte[] bytes) throws IOException;

	}

}
