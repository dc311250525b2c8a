package io.ydbtopic.client.internal.read;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.StatusRuntimeException;
import io.ydbtopic.client.MetadataItem;
import io.ydbtopic.client.error.MessageUnreadableException;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.StreamReadMessage.FromServer;
import io.ydbtopic.proto.topic.StreamReadMessage.InitResponse;
import io.ydbtopic.proto.topic.StreamReadMessage.ReadResponse;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What is read over the bytes is what the generated classes would have read. */
class ReadFrameTest {

	private static ReadResponse.MessageData message(Random random, long offset) {
		byte[] data = new byte[random.nextInt(300)];
		random.nextBytes(data);
		ReadResponse.MessageData.Builder message = ReadResponse.MessageData.newBuilder()
			.setOffset(offset)
			.setSeqNo(random.nextLong())
			.setCreatedAt(Timestamp.newBuilder().setSeconds(random.nextInt()).setNanos(random.nextInt(1_000_000_000)))
			.setData(ByteString.copyFrom(data))
			.setUncompressedSize(random.nextInt(1000))
			.setMessageGroupId("группа" + offset);
		for (int i = 0; i < random.nextInt(3); i++) {
			message.addMetadataItems(io.ydbtopic.proto.topic.MetadataItem.newBuilder()
				.setKey("k" + i)
				.setValue(ByteString.copyFromUtf8("v" + offset)));
		}
		return message.build();
	}

	private static ReadResponse response(long seed) {
		Random random = new Random(seed);
		ReadResponse.Builder response = ReadResponse.newBuilder().setBytesSize(random.nextInt(100_000));
		for (int p = 0; p < random.nextInt(4); p++) {
			ReadResponse.PartitionData.Builder partition = response.addPartitionDataBuilder()
				.setPartitionSessionId(random.nextLong());
			for (int b = 0; b < random.nextInt(4); b++) {
				ReadResponse.Batch.Builder batch = partition.addBatchesBuilder()
					.setProducerId("producer-" + b)
					.setCodec(random.nextInt(3))
					.putWriteSessionMeta("_ip", "ipv6:" + b)
					.putWriteSessionMeta("", "empty key")
					.setWrittenAt(Timestamp.newBuilder().setSeconds(1_700_000_000L + b).setNanos(5_000_000));
				for (int m = 0; m < random.nextInt(5); m++) {
					batch.addMessageData(message(random, m * 7L));
				}
			}
		}
		return response.build();
	}

	private static byte[] good(ReadResponse response) {
		return FromServer.newBuilder().setStatus(StatusCode.SUCCESS).setReadResponse(response).build().toByteArray();
	}

	@Test
	void dataIsReadAsTheGeneratedClassesReadIt() throws Exception {
		for (long seed = 0; seed < 200; seed++) {
			ReadResponse expected = response(seed);
			ReceivedData data = (ReceivedData) ReadFrame.parse(good(expected));
			assertThat(data.bytesSize()).isEqualTo(expected.getBytesSize());
			assertThat(data.partitions()).hasSize(expected.getPartitionDataCount());
			for (int p = 0; p < data.partitions().size(); p++) {
				assertPartition(data.partitions().get(p), expected.getPartitionData(p));
			}
		}
	}

	private static void assertPartition(ReceivedData.Partition partition, ReadResponse.PartitionData expected) {
		assertThat(partition.sessionId()).isEqualTo(expected.getPartitionSessionId());
		assertThat(partition.wireBytes()).isEqualTo(expected.getSerializedSize());
		List<ReadResponse.Batch> full = new ArrayList<>(expected.getBatchesList());
		full.removeIf((batch) -> batch.getMessageDataCount() == 0);
		assertThat(partition.messages())
			.isEqualTo(full.stream().mapToInt(ReadResponse.Batch::getMessageDataCount).sum());
		assertThat(partition.batches()).hasSize(full.size());
		for (int b = 0; b < full.size(); b++) {
			assertBatch(partition.batches().get(b), full.get(b));
		}
	}

	private static void assertBatch(ReceivedBatch batch, ReadResponse.Batch expected) {
		assertThat(batch.producerId()).isEqualTo(expected.getProducerId());
		assertThat(batch.codec()).isEqualTo(expected.getCodec());
		assertThat(batch.sessionMetadata()).isEqualTo(expected.getWriteSessionMetaMap());
		assertThat(batch.writtenAt()).isEqualTo(instant(expected.getWrittenAt()));
		assertThat(batch.size()).isEqualTo(expected.getMessageDataCount());
		for (int m = 0; m < batch.size(); m++) {
			ReadResponse.MessageData message = expected.getMessageData(m);
			assertThat(batch.offset(m)).isEqualTo(message.getOffset());
			assertThat(batch.sequenceNumber(m)).isEqualTo(message.getSeqNo());
			assertThat(batch.createdAt(m)).isEqualTo(instant(message.getCreatedAt()));
			assertThat(batch.messageGroupId(m)).isEqualTo(message.getMessageGroupId());
			assertThat(batch.uncompressedSize(m)).isEqualTo(message.getUncompressedSize());
			ByteBuffer data = batch.data(m);
			assertThat(data.isReadOnly()).isTrue();
			assertThat(data.position()).isZero();
			assertThat(ByteString.copyFrom(data)).isEqualTo(message.getData());
			assertThat(batch.copy(m)).isEqualTo(message.getData().toByteArray()).isNotSameAs(batch.copy(m));
			assertThat(batch.metadata(m)).usingRecursiveComparison()
				.isEqualTo(message.getMetadataItemsList()
					.stream()
					.map((item) -> new MetadataItem(item.getKey(), item.getValue().toByteArray()))
					.toList());
		}
	}

	private static Instant instant(Timestamp time) {
		return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
	}

	@Test
	void anEmptyMessageHasTheDefaultsOfTheProtocol() throws Exception {
		ReadResponse response = ReadResponse.newBuilder()
			.addPartitionData(
					ReadResponse.PartitionData.newBuilder()
						.addBatches(ReadResponse.Batch.newBuilder()
							.addMessageData(ReadResponse.MessageData.getDefaultInstance())))
			.build();
		ReceivedData data = (ReceivedData) ReadFrame.parse(good(response));
		assertPartition(data.partitions().get(0), response.getPartitionData(0));
	}

	@Test
	void whatIsNotPlainDataIsAMessageOfTheProtocol() throws Exception {
		FromServer handshake = FromServer.newBuilder()
			.setStatus(StatusCode.SUCCESS)
			.setInitResponse(InitResponse.newBuilder().setSessionId("s"))
			.build();
		assertThat(ReadFrame.parse(handshake.toByteArray())).isEqualTo(new ReadFrame.Control(handshake));
		FromServer failure = FromServer.newBuilder()
			.setStatus(StatusCode.OVERLOADED)
			.setReadResponse(response(3))
			.build();
		assertThat(ReadFrame.parse(failure.toByteArray())).isEqualTo(new ReadFrame.Control(failure));
		FromServer unsaid = FromServer.newBuilder().setReadResponse(response(3)).build();
		assertThat(ReadFrame.parse(unsaid.toByteArray())).isEqualTo(new ReadFrame.Control(unsaid));
	}

	@Test
	void aFieldOfAnotherTypeIsOneThatNobodyKnows() throws Exception {
		FromServer strange = FromServer.newBuilder()
			.setStatus(StatusCode.SUCCESS)
			.setUnknownFields(UnknownFieldSet.newBuilder()
				.addField(FromServer.READ_RESPONSE_FIELD_NUMBER,
						UnknownFieldSet.Field.newBuilder().addVarint(68).build())
				.build())
			.build();
		assertThat(ReadFrame.parse(strange.toByteArray())).isEqualTo(new ReadFrame.Control(strange));
	}

	@Test
	void bytesThatAreCutOrTurnedAreRefusedOrReadAndNeverHang() {
		byte[] bytes = good(response(11));
		for (int length = 1; length < bytes.length; length++) {
			readAll(Arrays.copyOf(bytes, length));
		}
		Random random = new Random(1);
		for (int i = 0; i < 5_000; i++) {
			byte[] turned = bytes.clone();
			turned[random.nextInt(turned.length)] = (byte) random.nextInt();
			readAll(turned);
		}
	}

	/**
	 * Whatever comes: the bytes are no message, or each part of it is read or unreadable.
	 */
	private static void readAll(byte[] bytes) {
		try {
			if (ReadFrame.parse(bytes) instanceof ReceivedData data) {
				data.partitions().forEach((partition) -> partition.batches().forEach(ReadFrameTest::readAll));
			}
		}
		catch (InvalidProtocolBufferException ex) {
			assertThat(ex.getMessage()).isNotBlank();
		}
		catch (java.io.IOException ex) {
			throw new AssertionError(ex);
		}
	}

	private static void readAll(ReceivedBatch batch) {
		List<Runnable> reads = new ArrayList<>(List.of(batch::producerId, batch::sessionMetadata, batch::writtenAt));
		for (int i = 0; i < batch.size(); i++) {
			int index = i;
			reads.add(() -> batch.createdAt(index));
			reads.add(() -> batch.metadata(index));
			reads.add(() -> batch.data(index));
			reads.add(() -> batch.messageGroupId(index));
			reads.add(() -> batch.uncompressedSize(index));
		}
		for (Runnable read : reads) {
			try {
				read.run();
			}
			catch (MessageUnreadableException ex) {
				assertThat(ex).hasMessageContaining("malformed");
			}
		}
	}

	@Test
	void malformedBytesEndTheCallWithItsCause() {
		assertThatExceptionOfType(StatusRuntimeException.class)
			.isThrownBy(() -> ReadFrame.METHOD.parseResponse(new java.io.ByteArrayInputStream(new byte[] { 34, 127 })))
			.withCauseInstanceOf(InvalidProtocolBufferException.class);
	}

}
