package io.ydbtopic.benchmarks.stub;

import java.io.IOException;
import java.util.Arrays;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Timestamp;
import com.google.protobuf.WireFormat;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.StreamReadMessage.FromServer;
import io.ydbtopic.proto.topic.StreamReadMessage.ReadResponse;

/**
 * A read response of so many messages whose offsets and numbers are written over in
 * place: serving it costs a copy of its bytes.
 */
final class PreparedBatch {

	/** Its varint takes nine bytes, as does that of each offset in reach. */
	private static final long BASE = 1L << 56;

	private final int messages;

	private final byte[] frame;

	private final int[] positions;

	private final long creditBytes;

	private PreparedBatch(int messages, byte[] frame, int[] positions, long creditBytes) {
		this.creditBytes = creditBytes;
		this.messages = messages;
		this.frame = frame;
		this.positions = positions;
	}

	static PreparedBatch of(long session, int messages, byte[] payload, int codec, int rawSize) {
		ReadResponse.Batch.Builder batch = ReadResponse.Batch.newBuilder()
			.setCodec(codec)
			.setProducerId("producer")
			.setWrittenAt(Timestamp.newBuilder().setSeconds(1_700_000_000));
		ByteString data = ByteString.copyFrom(payload);
		for (int i = 0; i < messages; i++) {
			batch.addMessageData(ReadResponse.MessageData.newBuilder()
				.setOffset(BASE + i)
				.setSeqNo(i + 1)
				.setCreatedAt(Timestamp.newBuilder().setSeconds(1_700_000_000))
				.setData(data)
				.setUncompressedSize(rawSize)
				.setMessageGroupId("producer"));
		}
		ReadResponse response = ReadResponse.newBuilder()
			.setBytesSize((long) messages * (payload.length + 40))
			.addPartitionData(ReadResponse.PartitionData.newBuilder().setPartitionSessionId(session).addBatches(batch))
			.build();
		byte[] frame = FromServer.newBuilder()
			.setStatus(StatusCode.SUCCESS)
			.setReadResponse(response)
			.build()
			.toByteArray();
		return new PreparedBatch(messages, frame, positions(frame, messages), response.getBytesSize());
	}

	/** Finds the offsets: they are the only varints of that size. */
	private static int[] positions(byte[] frame, int messages) {
		int[] found = new int[messages];
		int count = 0;
		byte[] tag = { (byte) WireFormat.WIRETYPE_VARINT | (1 << 3) };
		for (int i = 0; i + 9 < frame.length && count < messages; i++) {
			if (frame[i] == tag[0] && isOffset(frame, i + 1, count)) {
				found[count++] = i + 1;
			}
		}
		if (count != messages) {
			throw new IllegalStateException("found " + count + " offsets of " + messages);
		}
		return found;
	}

	private static boolean isOffset(byte[] frame, int position, int index) {
		try {
			CodedInputStream in = CodedInputStream.newInstance(frame, position, 9);
			return in.readRawVarint64() == BASE + index;
		}
		catch (IOException ex) {
			return false;
		}
	}

	int messages() {
		return this.messages;
	}

	/** What it takes of the client's credit. */
	long creditBytes() {
		return this.creditBytes;
	}

	/** The response with offsets from the given one on. */
	byte[] at(long firstOffset) {
		byte[] copy = Arrays.copyOf(this.frame, this.frame.length);
		for (int i = 0; i < this.messages; i++) {
			long value = firstOffset + i;
			int at = this.positions[i];
			for (int b = 0; b < 8; b++) {
				copy[at + b] = (byte) ((value & 0x7f) | 0x80);
				value >>>= 7;
			}
			copy[at + 8] = (byte) value;
		}
		return copy;
	}

}
