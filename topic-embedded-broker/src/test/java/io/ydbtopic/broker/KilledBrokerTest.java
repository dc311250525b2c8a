package io.ydbtopic.broker;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.ydbtopic.broker.log.StoredRecord;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.query.CommitTransactionRequest;
import io.ydbtopic.proto.query.CommitTransactionResponse;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromServer;
import io.ydbtopic.proto.topic.StreamWriteMessage.InitRequest;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteRequest;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The standalone broker is killed under load, several times on one data directory.
 */
class KilledBrokerTest {

	private static final int ROUNDS = 2;

	private static final int REQUESTS_PER_ROUND = 60;

	private static final int TRANSFERS = 200;

	private static final int TRANSFERS_PER_ROUND = 10;

	@TempDir
	Path directory;

	@Test
	void whatWasAcknowledgedSurvivesAKill() throws Exception {
		long acked = 0;
		for (int round = 0; round < ROUNDS; round++) {
			acked = writeUntilKilled(acked);
		}
		try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.builder().dataDir(this.directory).build())) {
			List<Long> stored = broker.records("orders", 0).stream().map(StoredRecord::seqNo).toList();
			assertThat(stored).isSorted().doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo((int) acked);
			assertThat(stored.get((int) acked - 1)).isEqualTo(acked);
			assertThat(broker.records("orders", 0)).extracting(StoredRecord::offset)
				.containsExactlyElementsOf(LongStream.range(0, stored.size()).boxed().toList());
		}
	}

	@Test
	void threeKillsAtRandomMomentsLoseNothingAndDoubleNothing() throws Exception {
		KillRounds.Counts counts = new KillRounds(this.directory, 7).run(3, System.out);
		assertThat(counts.good()).as(counts.toString()).isTrue();
		assertThat(counts.kills()).isEqualTo(3);
		assertThat(counts.acknowledged()).isPositive();
		assertThat(counts.stored()).isGreaterThanOrEqualTo(counts.acknowledged());
		assertThat(counts.commitsSeen()).isPositive();
	}

	@Test
	void aTransactionIsThereAsAWholeOrNotAtAllAfterAKill() throws Exception {
		long committed = 0;
		for (int round = 0; round < ROUNDS; round++) {
			committed = transferUntilKilled(committed);
		}
		try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.builder().dataDir(this.directory).build())) {
			long moved = broker.committedOffset("orders", 0, "billing");
			assertThat(moved).isGreaterThanOrEqualTo(committed);
			assertThat(broker.endOffset("orders", 0)).isEqualTo(TRANSFERS);
			assertThat(broker.records("orders", 1)).extracting(StoredRecord::seqNo)
				.containsExactlyElementsOf(LongStream.rangeClosed(1, moved).boxed().toList());
		}
	}

	/** One message of partition 0 at a time is read, and written to partition 1. */
	private long transferUntilKilled(long committedBefore) throws IOException, InterruptedException {
		Process process = launch("orders:2:billing");
		try (BufferedReader output = process.inputReader()) {
			ManagedChannel channel = connect(output);
			WriteStream source = new WriteStream(TopicServiceGrpc.newStub(channel));
			long filled = source
				.init(InitRequest.newBuilder().setPath("orders").setProducerId("source").setPartitionId(0))
				.getLastSeqNo();
			if (filled == 0) {
				source.write(LongStream.rangeClosed(1, TRANSFERS).toArray());
			}
			WriteStream target = new WriteStream(TopicServiceGrpc.newStub(channel));
			long last = target
				.init(InitRequest.newBuilder().setPath("orders").setProducerId("target").setPartitionId(1))
				.getLastSeqNo();
			assertThat(last).isGreaterThanOrEqualTo(committedBefore);
			QueryClient client = new QueryClient(channel).attach();
			for (int i = 0; i < TRANSFERS_PER_ROUND; i++) {
				String tx = client.begin();
				assertThat(
						client.read(QueryClient.offsets(client.identity(tx), "billing", "orders", 0, last, last + 1)))
					.isEqualTo(StatusCode.SUCCESS);
				target.writeOnly(WriteRequest.newBuilder()
					.setCodec(1)
					.setTx(client.identity(tx))
					.addMessages(WriteStream.message(last + 1, "m")));
				assertThat(target.response().getAcks(0).hasWrittenInTx()).isTrue();
				if (i == TRANSFERS_PER_ROUND - 1) {
					killDuringCommit(process, client, tx);
				}
				else {
					assertThat(client.commit(tx)).isEqualTo(StatusCode.SUCCESS);
					last++;
				}
			}
			channel.shutdownNow();
			assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
			return last;
		}
	}

	/** Nobody knows whether the commit that is under way then comes through. */
	private static void killDuringCommit(Process process, QueryClient client, String tx) {
		TestStream<CommitTransactionRequest, CommitTransactionResponse> answer = client.commitLater(tx);
		process.destroyForcibly();
		answer.awaitEnd();
	}

	private Process launch(String topic) throws IOException {
		return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), BrokerMain.class.getName(), "--port", "0", "--topic", topic,
				"--data-dir", this.directory.toString())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
	}

	private static ManagedChannel connect(BufferedReader output) throws IOException {
		String ready = output.readLine();
		assertThat(ready).startsWith("ready: ");
		int port = Integer.parseInt(ready.replaceAll(".*:(\\d+)/.*", "$1"));
		return NettyChannelBuilder.forAddress("localhost", port).usePlaintext().build();
	}

	private long writeUntilKilled(long ackedBefore) throws IOException, InterruptedException {
		Process process = launch("orders:1:billing");
		try (BufferedReader output = process.inputReader()) {
			ManagedChannel channel = connect(output);
			WriteStream writer = new WriteStream(TopicServiceGrpc.newStub(channel));
			long last = writer.init("orders", "p").getLastSeqNo();
			assertThat(last).isGreaterThanOrEqualTo(ackedBefore);
			for (int i = 1; i <= 2 * REQUESTS_PER_ROUND; i++) {
				writer.writeOnly(last + i);
			}
			long acked = last;
			for (int i = 0; i < REQUESTS_PER_ROUND; i++) {
				acked = writer.response().getAcks(0).getSeqNo();
			}
			process.destroyForcibly();
			writer.awaitEnd();
			FromServer late = writer.poll(Duration.ZERO);
			while (late != null) {
				acked = late.getWriteResponse().getAcks(0).getSeqNo();
				late = writer.poll(Duration.ZERO);
			}
			channel.shutdownNow();
			assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
			return acked;
		}
	}

}
