package io.ydbtopic.client.internal.wire;

import java.io.InputStream;

import io.grpc.MethodDescriptor;

/**
 * How frames go on the wire; none comes back. Thread-safe.
 *
 * @param <F> kind of frames
 */
public final class FrameMarshaller<F extends Frame> implements MethodDescriptor.Marshaller<F> {

	@Override
	public InputStream stream(F frame) {
		return new FrameStream(frame);
	}

	@Override
	public F parse(InputStream stream) {
		throw new UnsupportedOperationException("a client does not receive what it sends");
	}

}
