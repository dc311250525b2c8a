package io.ydbtopic.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.ydbtopic.broker.log.StoredRecord;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.MetadataItem;
import io.ydbtopic.proto.topic.StreamWriteMessage.InitRequest;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteRequest;
import io.ydbtopic.proto.topic.TransactionIdentity;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class DataDirectoryTest {

	@TempDir
	Path directory;

	private EmbeddedBroker broker;

	private ManagedChannel channel;

	@BeforeEach
	void open() {
		this.broker = EmbeddedBroker
			.start(BrokerOptions.builder().dataDir(this.directory).topic("dir/orders:2:billing").build());
		this.channel = NettyChannelBuilder.forAddress("localhost", this.broker.port()).usePlaintext().build();
	}

	@AfterEach
	void close() throws InterruptedException {
		this.channel.shutdownNow();
		this.channel.awaitTermination(5, TimeUnit.SECONDS);
		this.broker.close();
	}

	private WriteStream writer(String producer, long partition) {
		WriteStream writer = new WriteStream(TopicServiceGrpc.newStub(this.channel));
		writer.init(InitRequest.newBuilder().setPath("dir/orders").setProducerId(producer).setPartitionId(partition));
		return writer;
	}

	private ReadStream reader(long partition) {
		ReadStream reader = new ReadStream(TopicServiceGrpc.newStub(this.channel));
		reader.init(ReadStream.request("dir/orders", "billing", partition));
		return reader;
	}

	@Test
	void everythingSurvivesARestart() throws Exception {
		WriteStream writer = writer("p", 1);
		WriteRequest.MessageData.Builder message = WriteStream.message(7, "hello")
			.setUncompressedSize(5)
			.addMetadataItems(MetadataItem.newBuilder().setKey("k").setValue(ByteString.copyFromUtf8("v")));
		writer.writeOnly(WriteRequest.newBuilder().setCodec(2).addMessages(message));
		writer.response();
		writer.write(8, 9);
		ReadStream reader = reader(1);
		reader.start();
		reader.grant(1_000_000);
		assertThat(reader.read(3)).hasSize(3);
		assertThat(reader.commit(1, 0, 2)).isEqualTo(2);
		this.broker.faults().split("dir/orders", 0);
		StoredRecord before = this.broker.records("dir/orders", 1).get(0);
		close();

		open();
		assertThat(this.broker.records("dir/orders", 1)).hasSize(3).first().isEqualTo(before);
		assertThat(this.broker.committedOffset("dir/orders", 1, "billing")).isEqualTo(2);
		WriteStream again = new WriteStream(TopicServiceGrpc.newStub(this.channel));
		assertThat(again.init("dir/orders", "p").getLastSeqNo()).isEqualTo(9);
		assertThat(WriteStream.offsets(again.write(9, 10))).containsExactly(-1L, 3L);
		ReadStream next = reader(1);
		assertThat(next.start().getCommittedOffset()).isEqualTo(2);
		next.grant(1_000_000);
		assertThat(ReadStream.offsets(next.read(2))).containsExactly(2L, 3L);
		assertThat(this.broker.endOffset("dir/orders", 3)).isZero();
	}

	@Test
	void whatWasAcknowledgedIsInACopyTakenAtThatMoment() throws IOException {
		WriteStream writer = writer("p", 0);
		for (int i = 1; i <= 20; i++) {
			writer.write(i);
		}
		Path copy = this.directory.resolveSibling(this.directory.getFileName() + "-copy");
		Files.createDirectories(copy);
		for (String file : new String[] { "FORMAT", "broker.mv" }) {
			Files.copy(this.directory.resolve(file), copy.resolve(file));
		}
		try (EmbeddedBroker other = EmbeddedBroker.start(BrokerOptions.builder().dataDir(copy).build())) {
			assertThat(other.records("dir/orders", 0)).extracting(StoredRecord::seqNo).hasSize(20).isSorted();
		}
	}

	@Test
	void aCommittedTransactionSurvivesAsAWholeAndAnOpenOneNotAtAll() throws Exception {
		writer("shop", 0).write(1, 2);
		QueryClient client = new QueryClient(this.channel).attach();
		String tx = client.begin();
		WriteStream writer = writer("p", 1);
		writer.writeOnly(inTx(client.identity(tx), 1, 2));
		writer.response();
		assertThat(client.read(QueryClient.offsets(client.identity(tx), "billing", "dir/orders", 0, 0, 2)))
			.isEqualTo(StatusCode.SUCCESS);
		assertThat(client.commit(tx)).isEqualTo(StatusCode.SUCCESS);
		String open = client.begin();
		writer.writeOnly(inTx(client.identity(open), 3));
		writer.response();
		Path copy = this.directory.resolveSibling(this.directory.getFileName() + "-copy");
		Files.createDirectories(copy);
		for (String file : new String[] { "FORMAT", "broker.mv" }) {
			Files.copy(this.directory.resolve(file), copy.resolve(file));
		}
		try (EmbeddedBroker other = EmbeddedBroker.start(BrokerOptions.builder().dataDir(copy).build())) {
			assertThat(other.records("dir/orders", 1)).extracting(StoredRecord::seqNo).containsExactly(1L, 2L);
			assertThat(other.committedOffset("dir/orders", 0, "billing")).isEqualTo(2);
		}
		close();
		open();
		assertThat(this.broker.endOffset("dir/orders", 1)).isEqualTo(2);
		assertThat(this.broker.committedOffset("dir/orders", 0, "billing")).isEqualTo(2);
		WriteStream again = new WriteStream(TopicServiceGrpc.newStub(this.channel));
		assertThat(again.init("dir/orders", "p").getLastSeqNo()).isEqualTo(2);
	}

	private static WriteRequest.Builder inTx(TransactionIdentity tx, long... seqNos) {
		WriteRequest.Builder request = WriteRequest.newBuilder().setCodec(1).setTx(tx);
		for (long seqNo : seqNos) {
			request.addMessages(WriteStream.message(seqNo, "m" + seqNo));
		}
		return request;
	}

	@Test
	void aDirectoryInUseIsRefused() {
		assertThatIllegalStateException()
			.isThrownBy(() -> EmbeddedBroker.start(BrokerOptions.builder().dataDir(this.directory).build()))
			.withMessageContaining("can't be opened");
	}

	@Test
	void aForeignDirectoryIsRefusedAndNotTouched(@TempDir Path foreign) throws IOException {
		Files.writeString(foreign.resolve("letter.txt"), "dear");
		assertThatIllegalStateException()
			.isThrownBy(() -> EmbeddedBroker.start(BrokerOptions.builder().dataDir(foreign).build()))
			.withMessageContaining("was not written by a broker");
		try (var entries = Files.list(foreign)) {
			assertThat(entries).containsExactly(foreign.resolve("letter.txt"));
		}
	}

	@Test
	void aNewerFormatIsRefusedAndNotTouched(@TempDir Path newer) throws IOException {
		Files.writeString(newer.resolve("FORMAT"), "ydb-topic-broker 2\n");
		Files.writeString(newer.resolve("broker.mv"), "from the future");
		assertThatIllegalStateException()
			.isThrownBy(() -> EmbeddedBroker.start(BrokerOptions.builder().dataDir(newer).build()))
			.withMessageContaining("ydb-topic-broker 2")
			.withMessageContaining("expected 'ydb-topic-broker 1'");
		assertThat(newer.resolve("broker.mv")).hasContent("from the future");
	}

	@Test
	void aFileThatIsNoStoreIsRefused(@TempDir Path damaged) throws IOException {
		Files.writeString(damaged.resolve("FORMAT"), "ydb-topic-broker 1\n");
		Files.writeString(damaged.resolve("broker.mv"), "no store at all ".repeat(1_000));
		assertThatIllegalStateException()
			.isThrownBy(() -> EmbeddedBroker.start(BrokerOptions.builder().dataDir(damaged).build()))
			.withMessageContaining("can't be opened");
	}

}
