package io.ydbtopic.client.internal.read;

import java.io.IOException;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.grpc.MethodDescriptor;
import io.ydbtopic.client.internal.wire.AnswerMarshaller;
import io.ydbtopic.client.internal.wire.FieldCursor;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.StreamReadMessage.FromClient;
import io.ydbtopic.proto.topic.StreamReadMessage.FromServer;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;

/**
 * What a read stream receives: data over the bytes that came, or anything else as the
 * protocol has it.
 */
public sealed interface ReadFrame permits ReadFrame.Control, ReceivedData {

	/** The method whose responses are frames. */
	MethodDescriptor<FromClient, ReadFrame> METHOD = TopicServiceGrpc.getStreamReadMethod()
		.toBuilder(TopicServiceGrpc.getStreamReadMethod().getRequestMarshaller(),
				new AnswerMarshaller<>(ReadFrame::parse))
		.build();

	/**
	 * A status with its type on the wire; of another type it is a field that nobody
	 * knows.
	 */
	int STATUS_TAG = FromServer.STATUS_FIELD_NUMBER << 3;

	/** Data, in the same way. */
	int READ_RESPONSE_TAG = FromServer.READ_RESPONSE_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

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
		FieldCursor in = new FieldCursor(bytes, 0, bytes.length);
		boolean success = false;
		ReceivedData data = null;
		while (in.hasNext()) {
			boolean plain = switch (in.tag()) {
				case STATUS_TAG -> {
					success = (int) in.varint() == StatusCode.SUCCESS_VALUE;
					yield success;
				}
				case READ_RESPONSE_TAG -> {
					boolean first = data == null;
					int length = in.length();
					int start = in.place();
					in.pass(length);
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

}
