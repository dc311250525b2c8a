package io.ydbtopic.client.internal.write;

import java.io.IOException;

import com.google.protobuf.CodedOutputStream;
import io.grpc.MethodDescriptor;
import io.ydbtopic.client.internal.wire.AnswerMarshaller;
import io.ydbtopic.client.internal.wire.Frame;
import io.ydbtopic.client.internal.wire.FrameMarshaller;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromClient;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;

/**
 * What a write stream sends: messages as they are in the outbox, or anything else as the
 * protocol has it.
 */
public sealed interface WriteFrame extends Frame permits WriteFrame.Control, MessagesFrame {

	/** The method with requests and answers of this client. */
	MethodDescriptor<WriteFrame, WriteAnswer> METHOD = TopicServiceGrpc.getStreamWriteMethod()
		.toBuilder(new FrameMarshaller<WriteFrame>(), new AnswerMarshaller<>(WriteAnswer::parse))
		.build();

	/**
	 * Everything but messages: it is rare, and small.
	 */
	record Control(FromClient message) implements WriteFrame {

		@Override
		public int wireBytes() {
			return this.message.getSerializedSize();
		}

		@Override
		public void writeTo(CodedOutputStream out) throws IOException {
			this.message.writeTo(out);
		}

	}

}
