package io.ydbtopic.broker;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.ydbtopic.broker.log.StoredRecord;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.operation.Operation;
import io.ydbtopic.proto.topic.CommitOffsetRequest;
import io.ydbtopic.proto.topic.CreateTopicRequest;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromServer;
import io.ydbtopic.proto.topic.StreamWriteMessage.InitRequest;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteRequest;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A broker in a process of its own whose files may not grow beyond a limit of the
 * operating system: to the broker it is a disk without room.
 */
@EnabledOnOs(OS.LINUX)
class FullDiskTest {

	private static final int PAYLOAD_BYTES = 50_000;

	private static final int REQUESTS_MAX = 200;

	/** In blocks of 1,024 bytes. */
	private static final int FILE_BLOCKS_MAX = 1_000;

	@TempDir
	Path directory;

	@Test
	void aFullDiskIsToldAtOnceAndWhatWasAcknowledgedIsThereAfterARestart() throws Exception {
		Process process = launch();
		long acked = 0;
		try (BufferedReader output = process.inputReader()) {
			ManagedChannel channel = connect(output);
			WriteStream writer = new WriteStream(TopicServiceGrpc.newStub(channel));
			writer.init("orders", "p");
			FromServer answer = null;
			for (int i = 1; i <= REQUESTS_MAX; i++) {
				writer.writeOnly(WriteRequest.newBuilder()
					.setCodec(1)
					.addMessages(WriteStream.message(i, "").setData(ByteString.copyFrom(new byte[PAYLOAD_BYTES]))));
				answer = writer.next();
				if (answer.getStatus() != StatusCode.SUCCESS) {
					break;
				}
				acked = answer.getWriteResponse().getAcks(0).getSeqNo();
			}
			assertRefused(answer);
			assertThat(writer.awaitEnd().isOk()).isTrue();
			WriteStream late = new WriteStream(TopicServiceGrpc.newStub(channel));
			late.initOnly(InitRequest.newBuilder().setPath("orders").setProducerId("p"));
			assertRefused(late.awaitFatal());
			TopicServiceGrpc.TopicServiceBlockingStub calls = TopicServiceGrpc.newBlockingStub(channel)
				.withDeadlineAfter(5, TimeUnit.SECONDS);
			assertRefused(calls.createTopic(CreateTopicRequest.newBuilder().setPath("late").build()).getOperation());
			assertRefused(calls
				.commitOffset(
						CommitOffsetRequest.newBuilder().setPath("orders").setConsumer("billing").setOffset(1).build())
				.getOperation());
			channel.shutdownNow();
		}
		finally {
			process.destroyForcibly();
			assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
		}
		assertThat(acked).isPositive();
		try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.builder().dataDir(this.directory).build())) {
			assertThat(broker.records("orders", 0)).extracting(StoredRecord::seqNo)
				.hasSizeGreaterThanOrEqualTo((int) acked)
				.doesNotHaveDuplicates()
				.isSorted();
			ManagedChannel channel = NettyChannelBuilder.forAddress("localhost", broker.port()).usePlaintext().build();
			WriteStream writer = new WriteStream(TopicServiceGrpc.newStub(channel));
			long last = writer.init("orders", "p").getLastSeqNo();
			assertThat(last).isGreaterThanOrEqualTo(acked);
			assertThat(WriteStream.offsets(writer.write(last + 1))).containsExactly(last);
			channel.shutdownNow();
		}
	}

	private static void assertRefused(FromServer answer) {
		assertThat(answer.getStatus()).isEqualTo(StatusCode.UNAVAILABLE);
		assertThat(answer.getIssues(0).getMessage()).contains("can't write its data directory: File too large");
	}

	private static void assertRefused(Operation operation) {
		assertThat(operation.getStatus()).isEqualTo(StatusCode.UNAVAILABLE);
		assertThat(operation.getIssues(0).getMessage()).contains("can't write its data directory: File too large");
	}

	private Process launch() throws IOException {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		return new ProcessBuilder("bash", "-c", "ulimit -f " + FILE_BLOCKS_MAX + " && exec \"$@\"", "bash", java,
				"-XX:-UsePerfData", "-cp", System.getProperty("java.class.path"), BrokerMain.class.getName(), "--port",
				"0", "--topic", "orders:1:billing", "--data-dir", this.directory.toString())
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
	}

	private static ManagedChannel connect(BufferedReader output) throws IOException {
		String ready = output.readLine();
		assertThat(ready).startsWith("ready: ");
		int port = Integer.parseInt(ready.replaceAll(".*:(\\d+)/.*", "$1"));
		return NettyChannelBuilder.forAddress("localhost", port).usePlaintext().build();
	}

}
