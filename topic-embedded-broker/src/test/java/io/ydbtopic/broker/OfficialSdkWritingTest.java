package io.ydbtopic.broker;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.ydbtopic.broker.log.StoredRecord;
import io.ydbtopic.broker.variant.ServerVariant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tech.ydb.core.Status;
import tech.ydb.core.StatusCode;
import tech.ydb.topic.description.Codec;
import tech.ydb.topic.description.MetadataItem;
import tech.ydb.topic.read.SyncReader;
import tech.ydb.topic.settings.WriterSettings;
import tech.ydb.topic.write.AsyncWriter;
import tech.ydb.topic.write.Message;
import tech.ydb.topic.write.SyncWriter;
import tech.ydb.topic.write.WriteAck;
import tech.ydb.topic.write.WriteAck.State;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The writers of the official SDK.
 */
@Timeout(60)
class OfficialSdkWritingTest {

	private EmbeddedBroker broker;

	private OfficialSdk sdk;

	@BeforeEach
	void start() {
		this.broker = EmbeddedBroker
			.start(BrokerOptions.builder().topic("orders:1:billing").variant(ServerVariant.TAKEOVER_EXPIRES).build());
		this.sdk = new OfficialSdk(this.broker.connectionString());
	}

	@AfterEach
	void stop() {
		this.sdk.close();
		this.broker.close();
	}

	private AsyncWriter asyncWriter(WriterSettings.Builder settings) {
		return this.sdk.topics().createAsyncWriter(settings.setTopicPath("orders").build());
	}

	private List<String> stored() {
		return this.broker.records("orders", 0).stream().map((each) -> each.data().toStringUtf8()).toList();
	}

	private static Message numbered(long seqNo, String text) {
		return Message.newBuilder().setSeqNo(seqNo).setData(text.getBytes(StandardCharsets.UTF_8)).build();
	}

	@Test
	void everyAcknowledgementNamesItsOffset() throws Exception {
		AsyncWriter writer = asyncWriter(OfficialSdk.producer("shop"));
		assertThat(writer.init().get(10, TimeUnit.SECONDS).getSeqNo()).isZero();
		List<CompletableFuture<WriteAck>> acks = new ArrayList<>();
		for (String text : OfficialSdk.numbered(0, 500)) {
			acks.add(writer.send(OfficialSdk.message(text)));
		}
		for (int i = 0; i < acks.size(); i++) {
			WriteAck ack = acks.get(i).get(10, TimeUnit.SECONDS);
			assertThat(ack.getState()).isEqualTo(State.WRITTEN);
			assertThat(ack.getSeqNo()).isEqualTo(i + 1);
			assertThat(ack.getDetails().getOffset()).isEqualTo(i);
			assertThat(ack.getStatistics().getPersistingTime()).isNotNull();
		}
		writer.shutdown().get(10, TimeUnit.SECONDS);
		assertThat(stored()).isEqualTo(OfficialSdk.numbered(0, 500));
	}

	@Test
	void messagesSentBeforeTheStartAreWritten() throws Exception {
		AsyncWriter writer = asyncWriter(OfficialSdk.producer("shop"));
		CompletableFuture<WriteAck> first = writer.send(OfficialSdk.message("a"));
		CompletableFuture<WriteAck> second = writer.send(OfficialSdk.message("b"));
		writer.init();
		writer.init();
		assertThat(first.get(10, TimeUnit.SECONDS).getSeqNo()).isEqualTo(1);
		assertThat(second.get(10, TimeUnit.SECONDS).getSeqNo()).isEqualTo(2);
		writer.shutdown().get(10, TimeUnit.SECONDS);
		assertThat(stored()).containsExactly("a", "b");
	}

	@Test
	void numbersThatWereSeenAreAlreadyWritten() throws Exception {
		AsyncWriter first = asyncWriter(OfficialSdk.producer("shop"));
		first.init();
		assertThat(first.send(numbered(10, "a")).get(10, TimeUnit.SECONDS).getState()).isEqualTo(State.WRITTEN);
		assertThat(first.send(numbered(50, "b")).get(10, TimeUnit.SECONDS).getState()).isEqualTo(State.WRITTEN);
		assertThat(first.send(numbered(40, "c")).get(10, TimeUnit.SECONDS).getState()).isEqualTo(State.ALREADY_WRITTEN);
		first.shutdown().get(10, TimeUnit.SECONDS);
		AsyncWriter second = asyncWriter(OfficialSdk.producer("shop"));
		CompletableFuture<WriteAck> early = second.send(numbered(20, "d"));
		assertThat(second.init().get(10, TimeUnit.SECONDS).getSeqNo()).isEqualTo(50);
		assertThat(early.get(10, TimeUnit.SECONDS).getState()).isEqualTo(State.ALREADY_WRITTEN);
		assertThat(second.send(numbered(50, "e")).get(10, TimeUnit.SECONDS).getState())
			.isEqualTo(State.ALREADY_WRITTEN);
		assertThat(second.send(numbered(51, "f")).get(10, TimeUnit.SECONDS).getState()).isEqualTo(State.WRITTEN);
		second.shutdown().get(10, TimeUnit.SECONDS);
		assertThat(stored()).containsExactly("a", "b", "f");
	}

	@Test
	void aWriterWithoutAProducerWritesTheSameTextAgain() throws Exception {
		this.sdk.write(WriterSettings.newBuilder().setCodec(Codec.RAW), List.of("a", "", " ", "a"));
		this.sdk.write(WriterSettings.newBuilder().setCodec(Codec.RAW), List.of("a"));
		assertThat(stored()).containsExactly("a", "", " ", "a", "a");
	}

	@Test
	void aSecondWriterOfTheSameProducerTakesOver() throws Exception {
		LinkedBlockingQueue<Status> errors = new LinkedBlockingQueue<>();
		SyncWriter first = this.sdk
			.writer(OfficialSdk.producer("shop").setErrorsHandler((status, error) -> errors.add(status)));
		first.send(OfficialSdk.message("a"));
		first.flush();
		SyncWriter second = this.sdk.writer(OfficialSdk.producer("shop"));
		second.send(OfficialSdk.message("b"));
		second.flush();
		assertThat(errors.poll(10, TimeUnit.SECONDS)).isNotNull()
			.extracting(Status::getCode)
			.isEqualTo(StatusCode.SESSION_EXPIRED);
		first.shutdown(10, TimeUnit.SECONDS);
		assertThat(stored()).containsExactly("a", "b");
	}

	@Test
	void aMissingPartitionIsTold() throws Exception {
		LinkedBlockingQueue<Status> errors = new LinkedBlockingQueue<>();
		AsyncWriter writer = asyncWriter(
				WriterSettings.newBuilder().setPartitionId(7).setErrorsHandler((status, error) -> errors.add(status)));
		writer.init();
		Status status = errors.poll(10, TimeUnit.SECONDS);
		writer.shutdown();
		assertThat(status).isNotNull().extracting(Status::getCode).isEqualTo(StatusCode.BAD_REQUEST);
	}

	@Test
	void aFullBufferOfTheWriterEmptiesAgain() throws Exception {
		SyncWriter writer = this.sdk.writer(OfficialSdk.producer("shop").setMaxSendBufferMemorySize(1000));
		for (int size : new int[] { 1000, 1000, 999, 1000, 400, 1 }) {
			writer.send(Message.of(new byte[size]));
		}
		writer.flush();
		writer.shutdown(10, TimeUnit.SECONDS);
		assertThat(this.broker.records("orders", 0)).extracting((each) -> each.data().size())
			.containsExactly(1000, 1000, 999, 1000, 400, 1);
	}

	@ParameterizedTest
	@EnumSource(value = Codec.class, names = { "RAW", "GZIP", "LZOP", "ZSTD" })
	void everyCodecAndAllThatAMessageCarriesComesBack(Codec codec) throws Exception {
		Instant created = Instant.ofEpochMilli(1_700_000_000_123L);
		SyncWriter writer = this.sdk.writer(OfficialSdk.producer("shop").setCodec(codec));
		for (String text : List.of("text", "", " ", "x".repeat(100_000))) {
			writer.send(Message.newBuilder()
				.setData(text.getBytes(StandardCharsets.UTF_8))
				.setCreateTimestamp(created)
				.addMetadataItem(new MetadataItem("trace", new byte[] { 1, 2, 3 }))
				.addMetadataItem(new MetadataItem("trace", new byte[0]))
				.build());
		}
		writer.flush();
		writer.shutdown(10, TimeUnit.SECONDS);
		SyncReader reader = this.sdk.reader();
		List<tech.ydb.topic.read.Message> messages = OfficialSdk.receive(reader, 4);
		reader.shutdown();
		assertThat(messages).extracting(OfficialSdk::text).containsExactly("text", "", " ", "x".repeat(100_000));
		for (int i = 0; i < 4; i++) {
			tech.ydb.topic.read.Message message = messages.get(i);
			assertThat(message.getOffset()).isEqualTo(i);
			assertThat(message.getSeqNo()).isEqualTo(i + 1);
			assertThat(message.getCreatedAt()).isEqualTo(created);
			assertThat(message.getWrittenAt()).isAfter(created);
			assertThat(message.getProducerId()).isEqualTo("shop");
			assertThat(message.getMessageGroupId()).isEqualTo("shop");
			assertThat(message.getMetadataItems()).extracting(MetadataItem::getKey).containsExactly("trace", "trace");
			assertThat(message.getMetadataItems().get(0).getValue()).containsExactly(1, 2, 3);
		}
		assertThat(this.broker.records("orders", 0)).extracting(StoredRecord::codec).containsOnly(codec.ordinal() + 1);
	}

}
