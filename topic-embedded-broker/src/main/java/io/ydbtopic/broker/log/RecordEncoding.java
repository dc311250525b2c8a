package io.ydbtopic.broker.log;

import java.util.ArrayList;
import java.util.List;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import io.ydbtopic.proto.topic.MetadataItem;
import io.ydbtopic.proto.topic.StreamReadMessage.ReadResponse;

/**
 * A message as bytes: a batch of the protocol with one message in it, so that the form on
 * disk is as stable as the protocol. Pure functions, for any thread.
 */
final class RecordEncoding {

	private static final int NANOS_PER_MILLI = 1_000_000;

	private RecordEncoding() {
	}

	static byte[] encode(StoredRecord record) {
		ReadResponse.MessageData.Builder message = ReadResponse.MessageData.newBuilder()
			.setOffset(record.offset())
			.setSeqNo(record.seqNo())
			.setCreatedAt(timestamp(record.createdAtMillis()))
			.setData(record.data())
			.setUncompressedSize(record.uncompressedSize());
		for (MetadataEntry entry : record.metadata()) {
			message.addMetadataItems(MetadataItem.newBuilder().setKey(entry.key()).setValue(entry.value()));
		}
		return ReadResponse.Batch.newBuilder()
			.setProducerId(record.producerId())
			.putAllWriteSessionMeta(record.sessionMeta())
			.setCodec(record.codec())
			.setWrittenAt(timestamp(record.writtenAtMillis()))
			.addMessageData(message)
			.build()
			.toByteArray();
	}

	static StoredRecord decode(byte[] bytes) {
		try {
			ReadResponse.Batch batch = ReadResponse.Batch.parseFrom(bytes);
			ReadResponse.MessageData message = batch.getMessageData(0);
			List<MetadataEntry> metadata = new ArrayList<>(message.getMetadataItemsCount());
			message.getMetadataItemsList()
				.forEach((item) -> metadata.add(new MetadataEntry(item.getKey(), item.getValue())));
			return new StoredRecord(message.getOffset(), batch.getProducerId(), message.getSeqNo(), message.getData(),
					batch.getCodec(), message.getUncompressedSize(), millis(message.getCreatedAt()),
					millis(batch.getWrittenAt()), List.copyOf(metadata), batch.getWriteSessionMetaMap());
		}
		catch (InvalidProtocolBufferException ex) {
			throw new IllegalStateException("A message in the data directory can't be read: " + ex.getMessage(), ex);
		}
	}

	private static Timestamp timestamp(long millis) {
		return Timestamp.newBuilder()
			.setSeconds(Math.floorDiv(millis, 1_000L))
			.setNanos(Math.floorMod(millis, 1_000) * NANOS_PER_MILLI)
			.build();
	}

	private static long millis(Timestamp timestamp) {
		return timestamp.getSeconds() * 1_000 + timestamp.getNanos() / NANOS_PER_MILLI;
	}

}
