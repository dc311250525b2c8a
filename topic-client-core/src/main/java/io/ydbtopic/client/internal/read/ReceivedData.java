package io.ydbtopic.client.internal.read;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import com.google.protobuf.WireFormat;
import io.ydbtopic.client.internal.wire.FieldCursor;
import io.ydbtopic.proto.topic.StreamReadMessage.ReadResponse;

/**
 * One read response over the bytes that came. Immutable.
 *
 * @param bytesSize what the server takes from the budget for it
 * @param partitions the data of each partition session, in order
 */
record ReceivedData(long bytesSize, List<Partition> partitions) implements ReadFrame {

	/**
	 * The data of one partition session; there may be none.
	 *
	 * @param wireBytes what it took on the wire
	 * @param messages how many there are in all batches
	 */
	record Partition(long sessionId, int wireBytes, List<ReceivedBatch> batches, int messages) {

		private static Partition parse(byte[] bytes, int start, int length) throws IOException {
			FieldCursor in = new FieldCursor(bytes, start, length);
			long sessionId = 0;
			int messages = 0;
			List<ReceivedBatch> batches = new ArrayList<>(1);
			while (in.hasNext()) {
				int tag = in.tag();
				switch (tag) {
					case SESSION_TAG -> sessionId = in.varint();
					case BATCHES_TAG -> {
						int size = in.length();
						int from = in.place();
						in.pass(size);
						ReceivedBatch batch = ReceivedBatch.parse(bytes, from, size);
						if (batch.size() > 0) {
							batches.add(batch);
							messages += batch.size();
						}
					}
					default -> in.skip(tag);
				}
			}
			return new Partition(sessionId, length, batches, messages);
		}

		/** Whether each offset is greater than the one before. */
		boolean isInOrder() {
			long last = -1;
			for (ReceivedBatch batch : this.batches) {
				for (int i = 0; i < batch.size(); i++) {
					long offset = batch.offset(i);
					if (offset <= last) {
						return false;
					}
					last = offset;
				}
			}
			return true;
		}

	}

	private static final int SESSION_TAG = ReadResponse.PartitionData.PARTITION_SESSION_ID_FIELD_NUMBER << 3;

	private static final int BATCHES_TAG = ReadResponse.PartitionData.BATCHES_FIELD_NUMBER << 3
			| WireFormat.WIRETYPE_LENGTH_DELIMITED;

	private static final int PARTITIONS_TAG = ReadResponse.PARTITION_DATA_FIELD_NUMBER << 3
			| WireFormat.WIRETYPE_LENGTH_DELIMITED;

	private static final int BYTES_SIZE_TAG = ReadResponse.BYTES_SIZE_FIELD_NUMBER << 3;

	static ReceivedData parse(byte[] bytes, int start, int length) throws IOException {
		FieldCursor in = new FieldCursor(bytes, start, length);
		long bytesSize = 0;
		List<Partition> partitions = new ArrayList<>(1);
		while (in.hasNext()) {
			int tag = in.tag();
			switch (tag) {
				case PARTITIONS_TAG -> {
					int size = in.length();
					int from = in.place();
					in.pass(size);
					partitions.add(Partition.parse(bytes, from, size));
				}
				case BYTES_SIZE_TAG -> bytesSize = in.varint();
				default -> in.skip(tag);
			}
		}
		return new ReceivedData(bytesSize, partitions);
	}

}
