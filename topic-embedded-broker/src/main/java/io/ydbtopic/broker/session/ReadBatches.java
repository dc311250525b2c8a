package io.ydbtopic.broker.session;

import java.util.List;

import io.ydbtopic.broker.log.MetadataEntry;
import io.ydbtopic.broker.log.StoredRecord;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.MetadataItem;
import io.ydbtopic.proto.topic.StreamReadMessage.FromServer;
import io.ydbtopic.proto.topic.StreamReadMessage.ReadResponse;
import org.jspecify.annotations.Nullable;

/**
 * Stored messages as a read response: neighbours that were written at the same time by
 * the same session with the same codec make one batch. Pure functions, for any thread.
 */
final class ReadBatches {

	private ReadBatches() {
	}

	static FromServer response(long partitionSessionId, List<StoredRecord> records) {
		ReadResponse.Builder response = ReadResponse.newBuilder();
		ReadResponse.PartitionData.Builder data = response.addPartitionDataBuilder()
			.setPartitionSessionId(partitionSessionId);
		StoredRecord previous = null;
		ReadResponse.Batch.Builder batch = null;
		for (StoredRecord record : records) {
			if (batch == null || !sameBatch(previous, record)) {
				batch = data.addBatchesBuilder()
					.setProducerId(record.producerId())
					.putAllWriteSessionMeta(record.sessionMeta())
					.setCodec(record.codec())
					.setWrittenAt(Times.timestamp(record.writtenAtMillis()));
			}
			batch.addMessageData(message(record));
			previous = record;
		}
		response.setBytesSize(response.build().getSerializedSize());
		return FromServer.newBuilder().setStatus(StatusCode.SUCCESS).setReadResponse(response).build();
	}

	private static boolean sameBatch(@Nullable StoredRecord previous, StoredRecord record) {
		return previous != null && previous.writtenAtMillis() == record.writtenAtMillis()
				&& previous.codec() == record.codec() && previous.producerId().equals(record.producerId())
				&& previous.sessionMeta().equals(record.sessionMeta());
	}

	private static ReadResponse.MessageData message(StoredRecord record) {
		ReadResponse.MessageData.Builder message = ReadResponse.MessageData.newBuilder()
			.setOffset(record.offset())
			.setSeqNo(record.seqNo())
			.setCreatedAt(Times.timestamp(record.createdAtMillis()))
			.setData(record.data())
			.setUncompressedSize(record.uncompressedSize())
			.setMessageGroupId(record.producerId());
		for (MetadataEntry entry : record.metadata()) {
			message.addMetadataItems(MetadataItem.newBuilder().setKey(entry.key()).setValue(entry.value()));
		}
		return message.build();
	}

}
