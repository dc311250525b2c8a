package io.ydbtopic.client.internal.write;

import java.io.IOException;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteResponse;
import org.jspecify.annotations.Nullable;

/**
 * The acks of one response: three numbers for each, and no object. Immutable.
 */
final class ReceivedAcks implements WriteAnswer {

	private static final int ACKS_TAG = WriteResponse.ACKS_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

	private static final int PARTITION_TAG = WriteResponse.PARTITION_ID_FIELD_NUMBER << 3;

	private static final int STATISTICS_TAG = WriteResponse.WRITE_STATISTICS_FIELD_NUMBER << 3
			| WireFormat.WIRETYPE_LENGTH_DELIMITED;

	private static final int SEQ_NO_TAG = WriteResponse.WriteAck.SEQ_NO_FIELD_NUMBER << 3;

	private static final int WRITTEN_TAG = WriteResponse.WriteAck.WRITTEN_FIELD_NUMBER << 3
			| WireFormat.WIRETYPE_LENGTH_DELIMITED;

	private static final int SKIPPED_TAG = WriteResponse.WriteAck.SKIPPED_FIELD_NUMBER << 3
			| WireFormat.WIRETYPE_LENGTH_DELIMITED;

	private static final int IN_TX_TAG = WriteResponse.WriteAck.WRITTEN_IN_TX_FIELD_NUMBER << 3
			| WireFormat.WIRETYPE_LENGTH_DELIMITED;

	private static final int OFFSET_TAG = WriteResponse.WriteAck.Written.OFFSET_FIELD_NUMBER << 3;

	private final long[] sequenceNumbers;

	/** Of the message in its partition; -1 where there is none. */
	private final long[] offsets;

	private final WriteAck.State[] states;

	private long partitionId;

	private WriteResponse.@Nullable WriteStatistics statistics;

	private ReceivedAcks(int count) {
		this.sequenceNumbers = new long[count];
		this.offsets = new long[count];
		this.states = new WriteAck.State[count];
	}

	static ReceivedAcks parse(byte[] bytes, int start, int length) throws IOException {
		ReceivedAcks acks = new ReceivedAcks(count(CodedInputStream.newInstance(bytes, start, length)));
		CodedInputStream in = CodedInputStream.newInstance(bytes, start, length);
		int next = 0;
		for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
			switch (tag) {
				case ACKS_TAG -> {
					acks.read(in, next);
					next++;
				}
				case PARTITION_TAG -> acks.partitionId = in.readInt64();
				case STATISTICS_TAG -> acks.statistics = WriteResponse.WriteStatistics.parseFrom(in.readByteArray());
				default -> in.skipField(tag);
			}
		}
		return acks;
	}

	private static int count(CodedInputStream in) throws IOException {
		int acks = 0;
		for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
			if (tag == ACKS_TAG) {
				acks++;
			}
			in.skipField(tag);
		}
		return acks;
	}

	private void read(CodedInputStream in, int index) throws IOException {
		this.offsets[index] = -1;
		this.states[index] = WriteAck.State.WRITTEN;
		int limit = in.pushLimit(in.readRawVarint32());
		for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
			switch (tag) {
				case SEQ_NO_TAG -> this.sequenceNumbers[index] = in.readInt64();
				case WRITTEN_TAG -> {
					this.states[index] = WriteAck.State.WRITTEN;
					this.offsets[index] = offset(in);
				}
				case SKIPPED_TAG -> {
					this.states[index] = WriteAck.State.ALREADY_WRITTEN;
					in.skipField(tag);
				}
				case IN_TX_TAG -> {
					this.states[index] = WriteAck.State.WRITTEN_IN_TRANSACTION;
					in.skipField(tag);
				}
				default -> in.skipField(tag);
			}
		}
		in.popLimit(limit);
	}

	private static long offset(CodedInputStream in) throws IOException {
		long offset = 0;
		int limit = in.pushLimit(in.readRawVarint32());
		for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
			if (tag == OFFSET_TAG) {
				offset = in.readInt64();
			}
			else {
				in.skipField(tag);
			}
		}
		in.popLimit(limit);
		return offset;
	}

	int size() {
		return this.sequenceNumbers.length;
	}

	long sequenceNumber(int index) {
		return this.sequenceNumbers[index];
	}

	WriteAck ack(int index) {
		return new WriteAck(this.sequenceNumbers[index], this.partitionId, this.offsets[index], this.states[index]);
	}

	/** What the server said of the request; null if nothing. */
	WriteResponse.@Nullable WriteStatistics statistics() {
		return this.statistics;
	}

}
