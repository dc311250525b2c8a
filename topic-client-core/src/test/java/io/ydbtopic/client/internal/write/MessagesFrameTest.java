package io.ydbtopic.client.internal.write;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.ydbtopic.client.MetadataItem;
import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.codec.Codec;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromClient;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteRequest;
import io.ydbtopic.proto.topic.TransactionIdentity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The bytes are those that the generated classes would have made. */
class MessagesFrameTest {

	private static OutboxEntry entry(byte[] payload, long number, long millis, int declared,
			List<MetadataItem> metadata) {
		return new OutboxEntry(payload, number, millis,
				new Extras(true, metadata, 0, new OutgoingMessage.Encoding(Codec.RAW, declared), null), null);
	}

	private static WriteRequest.MessageData message(OutboxEntry entry) {
		WriteRequest.MessageData.Builder message = WriteRequest.MessageData.newBuilder()
			.setSeqNo(entry.sequenceNumber)
			.setCreatedAt(Timestamp.newBuilder()
				.setSeconds(Math.floorDiv(entry.createdAtMillis, 1000L))
				.setNanos((int) Math.floorMod(entry.createdAtMillis, 1000L) * 1_000_000))
			.setData(ByteString.copyFrom(entry.payload))
			.setUncompressedSize(entry.declaredSize());
		entry.metadata()
			.forEach((item) -> message.addMetadataItems(io.ydbtopic.proto.topic.MetadataItem.newBuilder()
				.setKey(item.key())
				.setValue(ByteString.copyFrom(item.value()))));
		return message.build();
	}

	private static void assertSame(MessagesFrame frame, WriteRequest.Builder expected) throws Exception {
		FromClient whole = FromClient.newBuilder().setWriteRequest(expected).build();
		int size = frame.wireBytes();
		ByteArrayOutputStream drained = new ByteArrayOutputStream();
		InputStream stream = WriteFrame.METHOD.streamRequest(frame);
		assertThat(stream).isInstanceOf(KnownLength.class);
		assertThat(stream.available()).isEqualTo(size);
		assertThat(((Drainable) stream).drainTo(drained)).isEqualTo(size);
		assertThat(drained.size()).isEqualTo(size);
		assertThat(stream.available()).isZero();
		assertThat(stream.read()).isEqualTo(-1);
		assertThat(FromClient.parseFrom(drained.toByteArray())).isEqualTo(whole);
		InputStream read = WriteFrame.METHOD.streamRequest(frame);
		assertThat(read.read()).isEqualTo(drained.toByteArray()[0] & 0xff);
		assertThat(read.available()).isEqualTo(size - 1);
		ByteArrayOutputStream rest = new ByteArrayOutputStream();
		assertThat(((Drainable) read).drainTo(rest)).isEqualTo(size - 1);
		assertThat(rest.toByteArray()).isEqualTo(Arrays.copyOfRange(drained.toByteArray(), 1, size));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 100, 127, 128, 4_090, 5_000, 70_000 })
	void messagesOfAllSizesAreWrittenAsTheGeneratedClassesWriteThem(int size) throws Exception {
		byte[] payload = new byte[size];
		for (int i = 0; i < size; i++) {
			payload[i] = (byte) (i * 31);
		}
		List<MetadataItem> items = List.of(new MetadataItem("", new byte[0]),
				new MetadataItem("ключ", "wert".getBytes(StandardCharsets.UTF_8)),
				new MetadataItem("k", new byte[300]));
		List<OutboxEntry> entries = List.of(entry(payload, 1, 0, 0, List.of()), entry(payload, 127, 999, size, items),
				entry(payload, Long.MAX_VALUE, 1_790_000_000_123L, size, items),
				entry(payload, 5, -1, Integer.MAX_VALUE, List.of()));
		WriteRequest.Builder expected = WriteRequest.newBuilder().setCodec(10_001);
		entries.forEach((entry) -> expected.addMessages(message(entry)));
		assertSame(new MessagesFrame(entries.toArray(new OutboxEntry[0]), 10_001, null), expected);
	}

	@Test
	void theTransactionGoesWithTheRequest() throws Exception {
		TransactionIdentity transaction = TransactionIdentity.newBuilder().setId("tx").setSession("s").build();
		OutboxEntry entry = entry(new byte[] { 1 }, 3, 1_000, 1, List.of());
		assertSame(new MessagesFrame(new OutboxEntry[] { entry }, 1, transaction),
				WriteRequest.newBuilder().setCodec(1).setTx(transaction).addMessages(message(entry)));
	}

	@Test
	void aHandshakeIsWrittenAsItIs() throws Exception {
		FromClient message = FromClient.newBuilder()
			.setInitRequest(io.ydbtopic.proto.topic.StreamWriteMessage.InitRequest.newBuilder().setPath("orders"))
			.build();
		byte[] bytes = WriteFrame.METHOD.streamRequest(new WriteFrame.Control(message)).readAllBytes();
		assertThat(FromClient.parseFrom(bytes)).isEqualTo(message);
	}

}
