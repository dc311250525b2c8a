package io.ydbtopic.client.internal.write;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;

import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromServer;
import io.ydbtopic.proto.topic.StreamWriteMessage.InitResponse;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteResponse;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is read of acks is what the generated classes would have read. */
class WriteAnswerTest {

	private static WriteResponse.Builder response(long seed) {
		Random random = new Random(seed);
		WriteResponse.Builder response = WriteResponse.newBuilder().setPartitionId(random.nextInt(100));
		for (int i = 0; i < random.nextInt(20); i++) {
			WriteResponse.WriteAck.Builder ack = response.addAcksBuilder().setSeqNo(random.nextLong());
			switch (random.nextInt(4)) {
				case 0 -> ack.getWrittenBuilder().setOffset(random.nextLong() >>> 1);
				case 1 ->
					ack.getSkippedBuilder().setReason(WriteResponse.WriteAck.Skipped.Reason.REASON_ALREADY_WRITTEN);
				case 2 -> ack.getWrittenInTxBuilder();
				default -> {
				}
			}
		}
		if (random.nextBoolean()) {
			response.getWriteStatisticsBuilder().setPersistingTime(Duration.newBuilder().setSeconds(seed));
		}
		return response;
	}

	private static byte[] good(WriteResponse.Builder response) {
		return FromServer.newBuilder().setStatus(StatusCode.SUCCESS).setWriteResponse(response).build().toByteArray();
	}

	@Test
	void aFieldOfAnotherTypeIsOneThatNobodyKnows() throws Exception {
		FromServer strange = FromServer.newBuilder()
			.setStatus(StatusCode.SUCCESS)
			.setUnknownFields(UnknownFieldSet.newBuilder()
				.addField(FromServer.WRITE_RESPONSE_FIELD_NUMBER,
						UnknownFieldSet.Field.newBuilder().addVarint(68).build())
				.build())
			.build();
		assertThat(WriteAnswer.parse(strange.toByteArray())).isEqualTo(new WriteAnswer.Control(strange));
	}

	@Test
	void acksAreReadAsTheGeneratedClassesReadThem() throws Exception {
		for (long seed = 0; seed < 300; seed++) {
			WriteResponse expected = response(seed).build();
			ReceivedAcks acks = (ReceivedAcks) WriteAnswer.parse(good(expected.toBuilder()));
			assertThat(acks.size()).isEqualTo(expected.getAcksCount());
			assertThat(acks.statistics())
				.isEqualTo(expected.hasWriteStatistics() ? expected.getWriteStatistics() : null);
			for (int i = 0; i < acks.size(); i++) {
				WriteResponse.WriteAck ack = expected.getAcks(i);
				WriteAck.State state = ack.hasSkipped() ? WriteAck.State.ALREADY_WRITTEN
						: ack.hasWrittenInTx() ? WriteAck.State.WRITTEN_IN_TRANSACTION : WriteAck.State.WRITTEN;
				assertThat(acks.sequenceNumber(i)).isEqualTo(ack.getSeqNo());
				assertThat(acks.ack(i)).isEqualTo(new WriteAck(ack.getSeqNo(), expected.getPartitionId(),
						ack.hasWritten() ? ack.getWritten().getOffset() : -1, state));
			}
		}
	}

	@Test
	void whatIsNotAcksIsAMessageOfTheProtocol() throws Exception {
		FromServer handshake = FromServer.newBuilder()
			.setStatus(StatusCode.SUCCESS)
			.setInitResponse(InitResponse.newBuilder().setSessionId("s"))
			.build();
		assertThat(WriteAnswer.parse(handshake.toByteArray())).isEqualTo(new WriteAnswer.Control(handshake));
		FromServer failure = FromServer.newBuilder()
			.setStatus(StatusCode.OVERLOADED)
			.setWriteResponse(response(1))
			.build();
		assertThat(WriteAnswer.parse(failure.toByteArray())).isEqualTo(new WriteAnswer.Control(failure));
	}

	@Test
	void bytesThatAreCutOrTurnedAreRefusedOrRead() {
		byte[] bytes = good(response(5));
		for (int length = 1; length < bytes.length; length++) {
			read(Arrays.copyOf(bytes, length));
		}
		Random random = new Random(1);
		for (int i = 0; i < 5_000; i++) {
			byte[] turned = bytes.clone();
			turned[random.nextInt(turned.length)] = (byte) random.nextInt();
			read(turned);
		}
	}

	private static void read(byte[] bytes) {
		try {
			assertThat(WriteAnswer.parse(bytes)).isNotNull();
		}
		catch (InvalidProtocolBufferException ex) {
			assertThat(ex.getMessage()).isNotBlank();
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

}
