package io.ydbtopic.broker;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.grpc.ManagedChannel;
import io.ydbtopic.broker.log.StoredRecord;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.StreamWriteMessage.InitRequest;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteRequest;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many clients process the same messages, each in transactions over several partitions:
 * every message must come out once, in order, whoever wins.
 */
class RivalTransactionsTest {

	private static final int RIVALS = 4;

	private static final int MESSAGES = 60;

	@TempDir
	Path directory;

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void rivalsProcessEveryMessageOnce(boolean onDisk) throws Exception {
		BrokerOptions.Builder options = BrokerOptions.builder().topic("in:2:work").topic("out:2:check");
		if (onDisk) {
			options.dataDir(this.directory);
		}
		try (EmbeddedBroker broker = EmbeddedBroker.start(options.build())) {
			TestBroker.withChannel(broker, (channel) -> {
				fill(channel);
				race(channel, broker);
			});
			for (int partition = 0; partition < 2; partition++) {
				assertThat(broker.committedOffset("in", partition, "work")).isEqualTo(MESSAGES);
				assertThat(broker.records("out", partition)).extracting((record) -> record.data().toStringUtf8())
					.containsExactlyElementsOf(texts(broker.records("in", partition)));
			}
		}
	}

	private static List<String> texts(List<StoredRecord> records) {
		return records.stream().map((record) -> record.data().toStringUtf8()).toList();
	}

	private static void fill(ManagedChannel channel) {
		for (int partition = 0; partition < 2; partition++) {
			WriteStream writer = new WriteStream(TopicServiceGrpc.newStub(channel));
			writer.init(InitRequest.newBuilder()
				.setPath("in")
				.setProducerId("source" + partition)
				.setPartitionId(partition));
			WriteRequest.Builder request = WriteRequest.newBuilder().setCodec(1);
			for (int i = 1; i <= MESSAGES; i++) {
				request.addMessages(WriteStream.message(i, partition + "-" + i));
			}
			writer.writeOnly(request);
			writer.response();
			writer.close();
		}
	}

	private static void race(ManagedChannel channel, EmbeddedBroker broker) {
		ExecutorService pool = Executors.newFixedThreadPool(RIVALS);
		try {
			List<Future<?>> rivals = new ArrayList<>();
			for (int i = 0; i < RIVALS; i++) {
				String name = "rival" + i;
				// Half of them touch the partitions in the opposite order.
				int first = i % 2;
				rivals.add(pool.submit(() -> process(channel, broker, name, first)));
			}
			for (Future<?> rival : rivals) {
				rival.get(60, TimeUnit.SECONDS);
			}
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			pool.shutdownNow();
		}
	}

	private static void process(ManagedChannel channel, EmbeddedBroker broker, String name, int first) {
		QueryClient client = new QueryClient(channel).attach();
		WriteStream[] writers = new WriteStream[2];
		for (int partition = 0; partition < 2; partition++) {
			writers[partition] = new WriteStream(TopicServiceGrpc.newStub(channel));
			writers[partition]
				.init(InitRequest.newBuilder().setPath("out").setProducerId("").setPartitionId(partition));
		}
		while (true) {
			long[] from = { broker.committedOffset("in", 0, "work"), broker.committedOffset("in", 1, "work") };
			if (from[0] == MESSAGES && from[1] == MESSAGES) {
				break;
			}
			String tx = client.begin();
			for (int step = 0; step < 2; step++) {
				int partition = (first + step) % 2;
				long until = Math.min(MESSAGES, from[partition] + 1 + step);
				if (until > from[partition]) {
					StatusCode status = client.read(
							QueryClient.offsets(client.identity(tx), "work", "in", partition, from[partition], until));
					assertThat(status).isEqualTo(StatusCode.SUCCESS);
					writers[partition].writeOnly(copy(client, tx, broker, partition, from[partition], until));
					assertThat(writers[partition].response().getAcks(0).hasWrittenInTx()).isTrue();
				}
			}
			StatusCode outcome = client.commit(tx);
			assertThat(outcome).as(name).isIn(StatusCode.SUCCESS, StatusCode.ABORTED);
		}
		for (WriteStream writer : writers) {
			writer.close();
		}
		client.attached().close();
	}

	private static WriteRequest.Builder copy(QueryClient client, String tx, EmbeddedBroker broker, int partition,
			long from, long until) {
		WriteRequest.Builder request = WriteRequest.newBuilder().setCodec(1).setTx(client.identity(tx));
		List<StoredRecord> records = broker.records("in", partition);
		for (long offset = from; offset < until; offset++) {
			StoredRecord record = records.get((int) offset);
			request.addMessages(WriteStream.message(record.seqNo(), record.data().toStringUtf8()));
		}
		return request;
	}

}
