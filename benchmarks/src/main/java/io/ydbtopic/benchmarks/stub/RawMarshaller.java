package io.ydbtopic.benchmarks.stub;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;

/** Frames as bytes, so that the server spends nothing on messages that nobody reads. */
final class RawMarshaller implements MethodDescriptor.Marshaller<byte[]> {

	@Override
	public InputStream stream(byte[] frame) {
		return new KnownBytes(frame);
	}

	@Override
	public byte[] parse(InputStream stream) {
		try {
			return stream.readAllBytes();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static final class KnownBytes extends ByteArrayInputStream implements KnownLength {

		KnownBytes(byte[] bytes) {
			super(bytes);
		}

	}

}
