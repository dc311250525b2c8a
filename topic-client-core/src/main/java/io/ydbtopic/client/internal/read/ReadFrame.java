package io.ydbtopic.client.internal.read;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.StreamReadMessage.FromClient;
import io.ydbtopic.proto.topic.StreamReadMessage.FromServer;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;
import org.jspecify.annotations.Nullable;

/**
 * What a read stream receives: data over the bytes that came, or anything else as the
 * protocol has it.
 */
public sealed interface ReadFrame permits ReadFrame.Control, ReceivedData {

	/** The method whose responses are frames. */
	MethodDescriptor<FromClient, ReadFrame> METHOD = TopicServiceGrpc.getStreamReadMethod()
		.toBuilder(TopicServiceGrpc.getStreamReadMethod().getRequestMarshaller(), new Parser())
		.build();

	/**
	 * Everything but data: it is rare, and small.
	 */
	record Control(FromServer message) implements ReadFrame {
	}

	/**
	 * Reads a message of the server.
	 * @throws InvalidProtocolBufferException if the bytes are not one
	 */
	static ReadFrame parse(byte[] bytes) throws IOException {
		CodedInputStream in = CodedInputStream.newInstance(bytes);
		boolean success = false;
		ReceivedData data = null;
		for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
			boolean plain = switch (WireFormat.getTagFieldNumber(tag)) {
				case FromServer.STATUS_FIELD_NUMBER -> {
					success = in.readEnum() == StatusCode.SUCCESS_VALUE;
					yield success;
				}
				case FromServer.READ_RESPONSE_FIELD_NUMBER -> {
					boolean first = data == null;
					int length = in.readRawVarint32();
					int start = in.getTotalBytesRead();
					in.skipRawBytes(length);
					data = ReceivedData.parse(bytes, start, length);
					yield first;
				}
				default -> false;
			};
			if (!plain) {
				return new Control(FromServer.parseFrom(bytes));
			}
		}
		return (success && data != null) ? data : new Control(FromServer.parseFrom(bytes));
	}

	/** Makes frames of what gRPC has received; nothing goes the other way. */
	final class Parser implements MethodDescriptor.Marshaller<ReadFrame> {

		private Parser() {
		}

		@Override
		public InputStream stream(ReadFrame frame) {
			throw new UnsupportedOperationException("a client does not send what it receives");
		}

		@Override
		public @Nullable ReadFrame parse(InputStream stream) {
			try {
				return ReadFrame.parse((stream instanceof KnownLength) ? exactly(stream) : stream.readAllBytes());
			}
			catch (IOException ex) {
				throw Status.INTERNAL.withDescription("Invalid protobuf byte sequence")
					.withCause(ex)
					.asRuntimeException();
			}
		}

		/**
		 * One array of the right size; the stream's own reading goes through smaller
		 * ones.
		 */
		private static byte[] exactly(InputStream stream) throws IOException {
			byte[] bytes = new byte[stream.available()];
			int read = stream.readNBytes(bytes, 0, bytes.length);
			if (read < bytes.length) {
				throw new EOFException(read + " of " + bytes.length + " bytes");
			}
			return bytes;
		}

	}

}
