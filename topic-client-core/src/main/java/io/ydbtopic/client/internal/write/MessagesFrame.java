package io.ydbtopic.client.internal.write;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import com.google.protobuf.CodedOutputStream;
import io.ydbtopic.client.MetadataItem;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromClient;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteRequest;
import io.ydbtopic.proto.topic.TransactionIdentity;
import org.jspecify.annotations.Nullable;

/**
 * A write request over entries of the outbox: their payloads go from the caller's arrays
 * to the wire, and no object is made for a message. The entries must not change any more;
 * they do not, once they were sent.
 */
final class MessagesFrame implements WriteFrame {

	private static final int REQUEST = FromClient.WRITE_REQUEST_FIELD_NUMBER;

	private static final int MESSAGES = WriteRequest.MESSAGES_FIELD_NUMBER;

	private static final int ITEMS = WriteRequest.MessageData.METADATA_ITEMS_FIELD_NUMBER;

	private final OutboxEntry[] entries;

	private final int codec;

	private final @Nullable TransactionIdentity transaction;

	private final int requestBytes;

	/**
	 * A request.
	 * @param transaction with which the messages become visible; null for at once
	 */
	MessagesFrame(OutboxEntry[] entries, int codec, @Nullable TransactionIdentity transaction) {
		this.entries = entries;
		this.codec = codec;
		this.transaction = transaction;
		int bytes = CodedOutputStream.computeInt32Size(WriteRequest.CODEC_FIELD_NUMBER, codec);
		for (OutboxEntry entry : entries) {
			bytes += lengthDelimited(MESSAGES, messageBytes(entry));
		}
		if (transaction != null) {
			bytes += CodedOutputStream.computeMessageSize(WriteRequest.TX_FIELD_NUMBER, transaction);
		}
		this.requestBytes = bytes;
	}

	int messages() {
		return this.entries.length;
	}

	@Override
	public int wireBytes() {
		return lengthDelimited(REQUEST, this.requestBytes);
	}

	@Override
	public void writeTo(CodedOutputStream out) throws IOException {
		begin(out, REQUEST, this.requestBytes);
		for (OutboxEntry entry : this.entries) {
			begin(out, MESSAGES, messageBytes(entry));
			write(out, entry);
		}
		out.writeInt32(WriteRequest.CODEC_FIELD_NUMBER, this.codec);
		if (this.transaction != null) {
			out.writeMessage(WriteRequest.TX_FIELD_NUMBER, this.transaction);
		}
	}

	private static int messageBytes(OutboxEntry entry) {
		int bytes = CodedOutputStream.computeInt64Size(WriteRequest.MessageData.SEQ_NO_FIELD_NUMBER,
				entry.sequenceNumber)
				+ lengthDelimited(WriteRequest.MessageData.CREATED_AT_FIELD_NUMBER,
						WireTime.bytes(entry.createdAtMillis))
				+ lengthDelimited(WriteRequest.MessageData.DATA_FIELD_NUMBER, entry.payload.length) + CodedOutputStream
					.computeInt64Size(WriteRequest.MessageData.UNCOMPRESSED_SIZE_FIELD_NUMBER, entry.declaredSize());
		List<MetadataItem> metadata = entry.metadata();
		for (int i = 0; i < metadata.size(); i++) {
			bytes += lengthDelimited(ITEMS, itemBytes(metadata.get(i)));
		}
		return bytes;
	}

	private static void write(CodedOutputStream out, OutboxEntry entry) throws IOException {
		out.writeInt64(WriteRequest.MessageData.SEQ_NO_FIELD_NUMBER, entry.sequenceNumber);
		begin(out, WriteRequest.MessageData.CREATED_AT_FIELD_NUMBER, WireTime.bytes(entry.createdAtMillis));
		WireTime.write(out, entry.createdAtMillis);
		out.writeByteArray(WriteRequest.MessageData.DATA_FIELD_NUMBER, entry.payload);
		out.writeInt64(WriteRequest.MessageData.UNCOMPRESSED_SIZE_FIELD_NUMBER, entry.declaredSize());
		List<MetadataItem> metadata = entry.metadata();
		for (int i = 0; i < metadata.size(); i++) {
			MetadataItem item = metadata.get(i);
			begin(out, ITEMS, itemBytes(item));
			out.writeByteArray(io.ydbtopic.proto.topic.MetadataItem.KEY_FIELD_NUMBER, utf8(item));
			out.writeByteArray(io.ydbtopic.proto.topic.MetadataItem.VALUE_FIELD_NUMBER, item.value());
		}
	}

	private static int itemBytes(MetadataItem item) {
		return lengthDelimited(io.ydbtopic.proto.topic.MetadataItem.KEY_FIELD_NUMBER, utf8(item).length)
				+ lengthDelimited(io.ydbtopic.proto.topic.MetadataItem.VALUE_FIELD_NUMBER, item.value().length);
	}

	/** As protobuf has it: a lone surrogate becomes a question mark. */
	private static byte[] utf8(MetadataItem item) {
		return item.key().getBytes(StandardCharsets.UTF_8);
	}

	private static int lengthDelimited(int field, int bytes) {
		return CodedOutputStream.computeTagSize(field) + CodedOutputStream.computeUInt32SizeNoTag(bytes) + bytes;
	}

	private static void begin(CodedOutputStream out, int field, int bytes) throws IOException {
		out.writeTag(field, com.google.protobuf.WireFormat.WIRETYPE_LENGTH_DELIMITED);
		out.writeUInt32NoTag(bytes);
	}

}
