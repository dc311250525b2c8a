package io.ydbtopic.broker;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.ydbtopic.broker.log.StoredRecord;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromServer;
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
				.containsExactlyElementsOf(java.util.stream.LongStream.range(0, stored.size()).boxed().toList());
		}
	}

	private long writeUntilKilled(long ackedBefore) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), BrokerMain.class.getName(), "--port", "0", "--topic",
				"orders:1:billing", "--data-dir", this.directory.toString())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		try (BufferedReader output = process.inputReader()) {
			String ready = output.readLine();
			assertThat(ready).startsWith("ready: ");
			int port = Integer.parseInt(ready.replaceAll(".*:(\\d+)/.*", "$1"));
			ManagedChannel channel = NettyChannelBuilder.forAddress("localhost", port).usePlaintext().build();
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
			FromServer late = writer.poll(java.time.Duration.ZERO);
			while (late != null) {
				acked = late.getWriteResponse().getAcks(0).getSeqNo();
				late = writer.poll(java.time.Duration.ZERO);
			}
			channel.shutdownNow();
			assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
			return acked;
		}
	}

}
