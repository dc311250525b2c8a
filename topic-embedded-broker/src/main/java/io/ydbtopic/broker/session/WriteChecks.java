package io.ydbtopic.broker.session;

import java.util.ArrayList;
import java.util.List;

import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.log.MetadataEntry;
import io.ydbtopic.broker.topic.NewMessage;
import io.ydbtopic.proto.topic.MetadataItem;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteRequest;

/**
 * What a write request must look like, and the messages in it. Pure functions, for any
 * thread.
 */
final class WriteChecks {

	/** Keys and values of one message, together. */
	static final int METADATA_BYTES_MAX = 4096;

	private WriteChecks() {
	}

	static List<NewMessage> messages(WriteRequest request, List<Integer> codecs, long bytesMax) {
		if (request.getMessagesCount() == 0) {
			throw RejectedException.badRequest("A write request without messages (expected at least one)");
		}
		int codec = request.getCodec();
		if (codec == 0 || (!codecs.isEmpty() && !codecs.contains(codec))) {
			throw RejectedException.badRequest("A write request has codec " + codec + " (expected "
					+ (codecs.isEmpty() ? "1 or more" : "one of " + codecs) + ")");
		}
		List<NewMessage> messages = new ArrayList<>(request.getMessagesCount());
		long previous = 0;
		for (WriteRequest.MessageData message : request.getMessagesList()) {
			long seqNo = message.getSeqNo();
			if (seqNo <= 0 || seqNo <= previous) {
				throw RejectedException.badRequest("seq_no is " + seqNo
						+ " (expected more than 0 and more than the one before it in the request, " + previous + ")");
			}
			previous = seqNo;
			checkSize(message, bytesMax);
			messages.add(new NewMessage(seqNo, message.getData(), message.getUncompressedSize(),
					message.hasCreatedAt() ? Times.millis(message.getCreatedAt()) : 0, metadata(message)));
		}
		return messages;
	}

	private static void checkSize(WriteRequest.MessageData message, long bytesMax) {
		if (message.getData().size() > bytesMax) {
			throw RejectedException.badRequest("The message with seq_no " + message.getSeqNo() + " has "
					+ message.getData().size() + " bytes (expected at most " + bytesMax + ")");
		}
	}

	private static List<MetadataEntry> metadata(WriteRequest.MessageData message) {
		if (message.getMetadataItemsCount() == 0) {
			return List.of();
		}
		List<MetadataEntry> entries = new ArrayList<>(message.getMetadataItemsCount());
		int bytes = 0;
		for (MetadataItem item : message.getMetadataItemsList()) {
			bytes += item.getKeyBytes().size() + item.getValue().size();
			entries.add(new MetadataEntry(item.getKey(), item.getValue()));
		}
		if (bytes > METADATA_BYTES_MAX) {
			throw RejectedException.badRequest("The metadata of the message with seq_no " + message.getSeqNo() + " has "
					+ bytes + " bytes (expected at most " + METADATA_BYTES_MAX + " for keys and values together)");
		}
		return List.copyOf(entries);
	}

}
