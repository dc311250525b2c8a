package io.ydbtopic.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.ydbtopic.broker.BrokerOptions;
import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.broker.TopicSpec;
import io.ydbtopic.client.admin.PartitionDescription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tech.ydb.core.grpc.GrpcTransport;
import tech.ydb.topic.description.Codec;
import tech.ydb.topic.write.SyncWriter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Direct writers on a broker of three nodes: they are at the node of their partition, and
 * follow it. Session ids of the broker begin with the kind and the node.
 */
@Timeout(90)
class DirectWriteNodesTest {

	private static final int PARTITIONS = 8;

	private static final int NODES = 3;

	private static final int MOVES = 6;

	private static final int COUNT = 2_400;

	private EmbeddedBroker broker;

	private TopicClient client;

	@BeforeEach
	void start() {
		this.broker = EmbeddedBroker.start(BrokerOptions.builder().nodes(NODES).build());
		this.broker.createTopic(new TopicSpec("orders", PARTITIONS, List.of("billing")));
		this.client = TopicClient.connect(this.broker.connectionString());
	}

	@AfterEach
	void stop() {
		this.client.close();
		this.broker.close();
	}

	private static WriterSettings.Builder direct(String producer) {
		return WriterSettings.builder("orders").producerId(producer).directWrite(true);
	}

	private TopicWriter<String> writer(WriterSettings.Builder settings) {
		return this.client.writer(settings.build(), Serializer.string());
	}

	private int nodeOf(long partition) {
		return this.client.admin().describePartition("orders", partition).join().nodeId();
	}

	/** The writer's handshake that was the first to be published. */
	private static WriterInfo infoOf(TopicWriter<String> writer) throws Exception {
		return writer.ready().get(20, TimeUnit.SECONDS);
	}

	@Test
	void theAdminTellsWhereEachPartitionIsAndWhereItMoved() {
		assertThat(this.client.admin().describeTopic("orders").join().partitions())
			.extracting(PartitionDescription::nodeId)
			.containsExactly(1, 2, 3, 1, 2, 3, 1, 2);
		PartitionDescription before = this.client.admin().describePartition("orders", 4).join();
		this.broker.faults().movePartition("orders", 4, 3);
		PartitionDescription after = this.client.admin().describePartition("orders", 4).join();
		assertThat(after.nodeId()).isEqualTo(3);
		assertThat(after.generation()).isEqualTo(before.generation() + 1);
	}

	@Test
	void eachWriterIsAtTheNodeOfItsPartitionAlsoAfterAMove() throws Exception {
		for (long partition = 0; partition < PARTITIONS; partition++) {
			assertIsAt(partition, nodeOf(partition));
			int next = nodeOf(partition) % NODES + 1;
			this.broker.faults().movePartition("orders", partition, next);
			assertIsAt(partition, next);
		}
	}

	private void assertIsAt(long partition, int node) throws Exception {
		try (TopicWriter<String> writer = writer(direct("p" + partition).partitionId(partition))) {
			assertThat(infoOf(writer).partitionId()).isEqualTo(partition);
			assertThat(infoOf(writer).sessionId()).startsWith("write_" + node + "_");
		}
	}

	@Test
	void aWriterWhosePartitionTheServerChoosesIsAtItsNodeToo() throws Exception {
		for (int i = 0; i < 10; i++) {
			try (TopicWriter<String> writer = writer(direct("chosen-" + i))) {
				assertThat(infoOf(writer).sessionId())
					.startsWith("write_" + nodeOf(infoOf(writer).partitionId()) + "_");
			}
		}
	}

	@Test
	void aDirectWriterAndTheOfficialWriterLoseNothingWhileTheirPartitionMoves() throws Exception {
		try (GrpcTransport transport = GrpcTransport.forConnectionString(this.broker.connectionString()).build();
				tech.ydb.topic.TopicClient official = tech.ydb.topic.TopicClient.newClient(transport).build();
				TopicWriter<String> ours = writer(direct("ours").partitionId(5L))) {
			SyncWriter theirs = official.createSyncWriter(tech.ydb.topic.settings.WriterSettings.newBuilder()
				.setTopicPath("orders")
				.setProducerId("theirs")
				.setPartitionId(5)
				.setCodec(Codec.RAW)
				.build());
			theirs.initAndWait();
			// A writer that is not there yet has no place to move from.
			infoOf(ours);
			for (int i = 0; i < COUNT; i++) {
				if (i % (COUNT / MOVES) == COUNT / MOVES / 2) {
					// What is on its way to the old place is sent again to the new one.
					this.broker.faults().movePartition("orders", 5, nodeOf(5) % NODES + 1);
				}
				ours.send("ours-" + i);
				theirs.send(tech.ydb.topic.write.Message.newBuilder()
					.setData(("theirs-" + i).getBytes(StandardCharsets.UTF_8))
					.build());
			}
			ours.flush(Duration.ofSeconds(20));
			theirs.flush();
			theirs.shutdown(20, TimeUnit.SECONDS);
			assertThat(ours.status().reconnects()).isPositive();
			assertThat(this.broker.endOffset("orders", 5)).isEqualTo(2 * COUNT);
		}
		assertEachSideInOrder(2 * COUNT);
	}

	@Test
	void aKeyedDirectWriterLosesNothingWhilePartitionsMove() throws Exception {
		List<CompletableFuture<WriteAck>> acks = new ArrayList<>();
		try (KeyedTopicWriter<String> writer = this.client
			.keyedWriter(KeyedWriterSettings.builder(direct("shop").build()).build(), Serializer.string())) {
			for (int i = 0; i < COUNT; i++) {
				if (i % (COUNT / MOVES) == COUNT / MOVES / 2) {
					long partition = i % PARTITIONS;
					this.broker.faults().movePartition("orders", partition, nodeOf(partition) % NODES + 1);
				}
				acks.add(writer.write("key-" + (i % 30), "key" + (i % 30) + "-" + i / 30));
			}
		}
		assertThat(acks).allSatisfy((ack) -> assertThat(ack).isCompleted());
		assertEachSideInOrder(COUNT);
	}

	/** All of each side's numbers, once and in order. */
	private void assertEachSideInOrder(int count) throws Exception {
		Map<String, Integer> next = new HashMap<>();
		int read = 0;
		try (TopicReader<String> reader = this.client.reader(ReaderSettings.of("billing", "orders"),
				Deserializer.string())) {
			while (read < count) {
				MessageBatch<String> batch = reader.receiveBatch(Duration.ofSeconds(10));
				assertThat(batch).as("after " + read + " messages").isNotNull();
				for (ReceivedMessage<String> message : batch) {
					String side = message.value().substring(0, message.value().indexOf('-'));
					int number = Integer.parseInt(message.value().substring(side.length() + 1));
					assertThat(number).as(side).isEqualTo(next.getOrDefault(side, 0));
					next.put(side, number + 1);
					read++;
				}
				batch.commit();
			}
		}
	}

}
