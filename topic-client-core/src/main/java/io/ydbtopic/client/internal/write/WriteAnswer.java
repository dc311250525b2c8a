package io.ydbtopic.client.internal.write;

import java.io.IOException;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromServer;

/**
 * What a write stream receives: acks as numbers, or anything else as the protocol has it.
 */
public sealed interface WriteAnswer permits WriteAnswer.Control, ReceivedAcks {

	/**
	 * A status with its type on the wire; of another type it is a field that nobody
	 * knows.
	 */
	int STATUS_TAG = FromServer.STATUS_FIELD_NUMBER << 3;

	/** Acks, in the same way. */
	int WRITE_RESPONSE_TAG = FromServer.WRITE_RESPONSE_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

	/**
	 * Everything but acks: it is rare, and small.
	 */
	record Control(FromServer message) implements WriteAnswer {
	}

	/**
	 * Reads a message of the server.
	 * @throws com.google.protobuf.InvalidProtocolBufferException if the bytes are not one
	 */
	static WriteAnswer parse(byte[] bytes) throws IOException {
		CodedInputStream in = CodedInputStream.newInstance(bytes);
		boolean success = false;
		ReceivedAcks acks = null;
		for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
			boolean plain = switch (tag) {
				case STATUS_TAG -> {
					success = in.readEnum() == StatusCode.SUCCESS_VALUE;
					yield success;
				}
				case WRITE_RESPONSE_TAG -> {
					boolean first = acks == null;
					int length = in.readRawVarint32();
					int start = in.getTotalBytesRead();
					in.skipRawBytes(length);
					acks = ReceivedAcks.parse(bytes, start, length);
					yield first;
				}
				default -> false;
			};
			if (!plain) {
				return new Control(FromServer.parseFrom(bytes));
			}
		}
		return (success && acks != null) ? acks : new Control(FromServer.parseFrom(bytes));
	}

}
