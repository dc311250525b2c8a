package io.ydbtopic.client.internal.wire;

import java.io.IOException;

import com.google.protobuf.CodedOutputStream;

/**
 * One message of a stream that knows its bytes. It may be written on any thread, once it
 * was handed to the transport, and more than once.
 */
public interface Frame {

	/** How many bytes {@link #writeTo} writes. */
	int wireBytes();

	/** Writes the message as protobuf has it. */
	void writeTo(CodedOutputStream out) throws IOException;

}
