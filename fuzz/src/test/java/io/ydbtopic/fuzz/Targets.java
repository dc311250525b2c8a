package io.ydbtopic.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.ydbtopic.client.codec.Codec;
import io.ydbtopic.client.codec.Codecs;
import io.ydbtopic.client.internal.read.FakeReadServer;
import io.ydbtopic.client.internal.write.FakeWriteServer;
import io.ydbtopic.proto.topic.OffsetsRange;
import io.ydbtopic.proto.topic.StreamReadMessage;
import io.ydbtopic.proto.topic.StreamWriteMessage;
import io.ydbtopic.spring.autoconfigure.PropertiesTarget;

/** What is fuzzed, by name, and inputs to begin with. */
enum Targets {

	CODECS(CodecsTarget::fuzzerTestOneInput),

	CONNECTION_STRINGS(ConnectionStringsTarget::fuzzerTestOneInput),

	PROPERTIES(PropertiesTarget::fuzzerTestOneInput),

	HEADERS(HeadersTarget::fuzzerTestOneInput),

	STATEMENTS(StatementsTarget::fuzzerTestOneInput),

	SERVER_READ_FRAMES(ServerReadFramesTarget::fuzzerTestOneInput),

	SERVER_WRITE_FRAMES(ServerWriteFramesTarget::fuzzerTestOneInput),

	CLIENT_FRAMES(ClientFramesTarget::fuzzerTestOneInput);

	private static final Path CORPUS = Path.of("corpus");

	private final Body body;

	Targets(Body body) {
		this.body = body;
	}

	String id() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	static Targets of(String id) {
		return valueOf(id.toUpperCase(Locale.ROOT).replace('-', '_'));
	}

	void run(byte[] input) throws Exception {
		this.body.run(input);
	}

	/** What is kept of earlier runs, findings among it. */
	List<byte[]> corpus() throws IOException {
		Path folder = CORPUS.resolve(id());
		List<byte[]> inputs = new ArrayList<>(seeds());
		if (Files.isDirectory(folder)) {
			try (Stream<Path> files = Files.list(folder)) {
				for (Path file : files.sorted().toList()) {
					inputs.add(Files.readAllBytes(file));
				}
			}
		}
		return inputs;
	}

	private List<byte[]> seeds() throws IOException {
		return switch (this) {
			case CODECS -> codecSeeds();
			case CONNECTION_STRINGS -> texts("grpc://localhost:2136/local", "grpcs://[::1]:1/a/b", "inprocess://x/y",
					"grpc://h/?database=/local", "grpc://u:p@h/local?database=a#b");
			case PROPERTIES -> texts("connection-string=grpc://localhost/local\ntoken=t\nwriters.a.topic=b",
					"writers.a.linger=5ms\nwriters.a.codec=gzip\nreaders.a.buffer.max-bytes=5MB",
					"listener.retry.max-attempts=3\nlisteners.a.concurrency=x\ndatabase=/b\nA=1\nB=2\nz=3");
			case HEADERS -> texts("key\0\3abcid\0\1xydb_topic_offset\0\1ycontentType\0\5a/b;c");
			case STATEMENTS ->
				texts("CREATE TOPIC `a/b` (CONSUMER c WITH (important = true)) WITH (min_active_partitions = 2)",
						"ALTER TOPIC a ADD CONSUMER b, DROP CONSUMER c", "DROP TOPIC a; -- x", "SELECT 1");
			case SERVER_READ_FRAMES -> readSeeds();
			case SERVER_WRITE_FRAMES -> writeSeeds();
			case CLIENT_FRAMES -> clientSeeds();
		};
	}

	private static List<byte[]> texts(String... texts) {
		return Stream.of(texts).map((text) -> text.getBytes(StandardCharsets.UTF_8)).toList();
	}

	private static List<byte[]> codecSeeds() throws IOException {
		List<byte[]> seeds = new ArrayList<>();
		Codec[] codecs = { Codecs.gzip(), Codecs.zstd(), Codecs.lzop() };
		for (int i = 0; i < codecs.length; i++) {
			for (byte[] payload : List.of("hello hello hello hello".getBytes(StandardCharsets.UTF_8),
					new byte[300_000])) {
				ByteArrayOutputStream seed = new ByteArrayOutputStream();
				seed.write(new byte[] { (byte) i, (byte) 255, 9, 4 });
				seed.write(codecs[i].encode(payload));
				seeds.add(seed.toByteArray());
			}
		}
		return seeds;
	}

	private static byte[] frames(int first, int second, MessageLite... frames) throws IOException {
		ByteArrayOutputStream seed = new ByteArrayOutputStream();
		seed.write(first);
		seed.write(second);
		for (MessageLite frame : frames) {
			seed.write(frame.getSerializedSize() >> 8);
			seed.write(frame.getSerializedSize());
			frame.writeTo(seed);
		}
		return seed.toByteArray();
	}

	private static List<byte[]> readSeeds() throws IOException {
		StreamReadMessage.FromServer data = data(0);
		StreamReadMessage.FromServer stop = StreamReadMessage.FromServer.newBuilder()
			.setStatusValue(400000)
			.setStopPartitionSessionRequest(StreamReadMessage.StopPartitionSessionRequest.newBuilder()
				.setPartitionSessionId(1)
				.setGraceful(true))
			.build();
		StreamReadMessage.FromServer end = StreamReadMessage.FromServer.newBuilder()
			.setStatusValue(400000)
			.setEndPartitionSession(
					StreamReadMessage.EndPartitionSession.newBuilder().setPartitionSessionId(1).addChildPartitionIds(2))
			.build();
		return List.of(frames(1, 1, data, FakeReadServer.committed(1, 3)), frames(2, 2, data, stop, data),
				frames(3, 1, end, data), frames(0, 0, data), frames(4, 4, data(20), data(3), data(1)));
	}

	private static StreamReadMessage.FromServer data(int firstOffset) {
		StreamReadMessage.ReadResponse.Batch.Builder batch = StreamReadMessage.ReadResponse.Batch.newBuilder()
			.setProducerId("shop")
			.setCodec(1);
		for (int i = 0; i < 3; i++) {
			batch.addMessageData(StreamReadMessage.ReadResponse.MessageData.newBuilder()
				.setOffset(firstOffset + i)
				.setSeqNo(i + 1)
				.setData(ByteString.copyFromUtf8("payload" + i))
				.setUncompressedSize(8));
		}
		return StreamReadMessage.FromServer.newBuilder()
			.setStatusValue(400000)
			.setReadResponse(StreamReadMessage.ReadResponse.newBuilder()
				.setBytesSize(100)
				.addPartitionData(StreamReadMessage.ReadResponse.PartitionData.newBuilder()
					.setPartitionSessionId(1)
					.addBatches(batch)))
			.build();
	}

	private static List<byte[]> writeSeeds() throws IOException {
		StreamWriteMessage.FromServer ack = StreamWriteMessage.FromServer.newBuilder()
			.setStatusValue(400000)
			.setWriteResponse(StreamWriteMessage.WriteResponse.newBuilder()
				.setPartitionId(7)
				.addAcks(StreamWriteMessage.WriteResponse.WriteAck.newBuilder()
					.setSeqNo(1)
					.setWritten(StreamWriteMessage.WriteResponse.WriteAck.Written.newBuilder().setOffset(1))))
			.build();
		StreamWriteMessage.FromServer init = StreamWriteMessage.FromServer.newBuilder()
			.setStatusValue(400000)
			.setInitResponse(StreamWriteMessage.InitResponse.newBuilder().setLastSeqNo(3).setSessionId("s"))
			.build();
		return List.of(frames(1, 0, ack), frames(1, 2, ack, ack), frames(2, 1, init, ack), frames(3, 3, init, init),
				frames(4, 0, FakeWriteServer.error(io.ydbtopic.proto.common.StatusIds.StatusCode.OVERLOADED, "x")));
	}

	private static List<byte[]> clientSeeds() throws IOException {
		StreamWriteMessage.FromClient write = StreamWriteMessage.FromClient.newBuilder()
			.setWriteRequest(StreamWriteMessage.WriteRequest.newBuilder()
				.setCodec(1)
				.addMessages(StreamWriteMessage.WriteRequest.MessageData.newBuilder()
					.setSeqNo(1)
					.setData(ByteString.copyFromUtf8("x"))
					.setUncompressedSize(1)))
			.build();
		StreamReadMessage.FromClient read = StreamReadMessage.FromClient.newBuilder()
			.setReadRequest(StreamReadMessage.ReadRequest.newBuilder().setBytesSize(1000))
			.build();
		StreamReadMessage.FromClient commit = StreamReadMessage.FromClient.newBuilder()
			.setCommitOffsetRequest(StreamReadMessage.CommitOffsetRequest.newBuilder()
				.addCommitOffsets(StreamReadMessage.CommitOffsetRequest.PartitionCommitOffset.newBuilder()
					.setPartitionSessionId(1)
					.addOffsets(OffsetsRange.newBuilder().setEnd(1))))
			.build();
		List<byte[]> seeds = new ArrayList<>(List.of(frames(0, 1, write, write), frames(1, 1, read, commit)));
		Map<Integer, MessageLite> unary = new LinkedHashMap<>();
		unary.put(2,
				io.ydbtopic.proto.topic.CreateTopicRequest.newBuilder()
					.setPath("/local/made")
					.addConsumers(io.ydbtopic.proto.topic.Consumer.newBuilder().setName("c"))
					.build());
		unary.put(3,
				io.ydbtopic.proto.topic.AlterTopicRequest.newBuilder().setPath("orders").addDropConsumers("x").build());
		unary.put(4, io.ydbtopic.proto.topic.DescribeTopicRequest.newBuilder().setPath("orders").build());
		unary.put(7,
				io.ydbtopic.proto.topic.CommitOffsetRequest.newBuilder()
					.setPath("orders")
					.setConsumer("billing")
					.setOffset(1)
					.build());
		for (Map.Entry<Integer, MessageLite> request : unary.entrySet()) {
			ByteArrayOutputStream seed = new ByteArrayOutputStream();
			seed.write(request.getKey());
			seed.write(0);
			request.getValue().writeTo(seed);
			seeds.add(seed.toByteArray());
		}
		return seeds;
	}

	@FunctionalInterface
	private interface Body {

		void run(byte[] input) throws Exception;

	}

}
