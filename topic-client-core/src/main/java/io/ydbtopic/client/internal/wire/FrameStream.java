package io.ydbtopic.client.internal.wire;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

import com.google.protobuf.CodedOutputStream;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import org.jspecify.annotations.Nullable;

/**
 * A frame as gRPC takes it: over the network it is written straight into the buffer of
 * the connection; only a server in this process reads it as a stream, and pays for an
 * array. Confined to one thread, as gRPC has it.
 */
final class FrameStream extends InputStream implements Drainable, KnownLength {

	/** Small pieces are put together in a buffer of at most this size. */
	private static final int BUFFER_BYTES = 4096;

	private final Frame frame;

	private boolean drained;

	/** What is left to be read; null before the first read. */
	private @Nullable ByteArrayInputStream rest;

	FrameStream(Frame frame) {
		this.frame = frame;
	}

	@Override
	public int drainTo(OutputStream target) throws IOException {
		if (this.drained) {
			return 0;
		}
		if (this.rest != null) {
			this.drained = true;
			return (int) this.rest.transferTo(target);
		}
		this.drained = true;
		int bytes = this.frame.wireBytes();
		CodedOutputStream out = CodedOutputStream.newInstance(target, Math.min(bytes, BUFFER_BYTES));
		this.frame.writeTo(out);
		out.flush();
		return bytes;
	}

	@Override
	public int read() throws IOException {
		return rest().read();
	}

	@Override
	public int read(byte[] target, int offset, int length) throws IOException {
		return rest().read(target, offset, length);
	}

	@Override
	public int available() {
		if (this.drained) {
			return 0;
		}
		return (this.rest != null) ? this.rest.available() : this.frame.wireBytes();
	}

	private ByteArrayInputStream rest() throws IOException {
		ByteArrayInputStream known = this.rest;
		if (known == null) {
			byte[] bytes = new byte[this.drained ? 0 : this.frame.wireBytes()];
			if (!this.drained) {
				CodedOutputStream out = CodedOutputStream.newInstance(bytes);
				this.frame.writeTo(out);
				out.checkNoSpaceLeft();
			}
			known = new ByteArrayInputStream(bytes);
			this.rest = known;
		}
		return known;
	}

}
