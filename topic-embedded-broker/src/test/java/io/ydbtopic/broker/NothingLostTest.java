package io.ydbtopic.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.ydbtopic.broker.log.StoredRecord;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.StreamReadMessage;
import io.ydbtopic.proto.topic.StreamReadMessage.FromServer;
import io.ydbtopic.proto.topic.StreamReadMessage.ReadResponse;
import io.ydbtopic.proto.topic.StreamWriteMessage;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Writers and readers that reconnect by the rules, while streams are cut and partitions
 * move: every message is stored once, in its producer's order, and read at least once.
 */
class NothingLostTest {

	private static final int MESSAGES = 4_000;

	private static final int PRODUCERS = 4;

	private static final long SEED = 7;

	@RegisterExtension
	final TestBroker test = new TestBroker((options) -> options.topic("orders:3:billing"));

	@Test
	void whatIsWrittenThroughCutsIsStoredOnceAndReadInOrder() throws Exception {
		ExecutorService pool = Executors.newCachedThreadPool();
		List<Future<?>> writers = new ArrayList<>();
		for (int i = 0; i < PRODUCERS; i++) {
			String producer = "p" + i;
			writers.add(pool.submit(() -> produce(producer)));
		}
		List<Future<Integer>> readers = List.of(pool.submit(this::consume), pool.submit(this::consume));
		Random random = new Random(SEED);
		while (!writers.stream().allMatch(Future::isDone)) {
			if (random.nextInt(3) == 0) {
				this.test.broker().faults().rebalance("orders", "billing");
			}
			else {
				this.test.broker().faults().cutStreams();
			}
			awaitProgress(random.nextInt(400));
		}
		for (Future<?> writer : writers) {
			writer.get();
		}
		for (Future<Integer> reader : readers) {
			reader.get(20, TimeUnit.SECONDS);
		}
		pool.shutdown();
		Map<String, List<Long>> stored = new HashMap<>();
		for (int partition = 0; partition < 3; partition++) {
			for (StoredRecord record : this.test.broker().records("orders", partition)) {
				stored.computeIfAbsent(record.producerId(), (missing) -> new ArrayList<>()).add(record.seqNo());
			}
			assertThat(this.test.broker().committedOffset("orders", partition, "billing"))
				.isEqualTo(this.test.broker().endOffset("orders", partition));
		}
		assertThat(stored).hasSize(PRODUCERS);
		stored.values().forEach((numbers) -> assertThat(numbers).hasSize(MESSAGES).isSorted().doesNotHaveDuplicates());
	}

	/** Lets so many messages be stored before the next fault, or a moment pass. */
	private void awaitProgress(int messages) {
		long target = storedCount() + messages;
		org.awaitility.Awaitility.await()
			.pollInterval(Duration.ofMillis(1))
			.until(() -> storedCount() >= Math.min(target, PRODUCERS * MESSAGES));
	}

	private long storedCount() {
		return this.test.broker().endOffset("orders", 0) + this.test.broker().endOffset("orders", 1)
				+ this.test.broker().endOffset("orders", 2);
	}

	private void produce(String producer) {
		long acked = 0;
		while (acked < MESSAGES) {
			WriteStream writer = new WriteStream(TopicServiceGrpc.newStub(this.test.channel()));
			writer.initOnly(StreamWriteMessage.InitRequest.newBuilder().setPath("orders").setProducerId(producer));
			StreamWriteMessage.FromServer init = await(writer);
			if (init == null || !init.hasInitResponse()) {
				continue;
			}
			acked = Math.max(acked, init.getInitResponse().getLastSeqNo());
			acked = writeUntilCut(writer, acked);
			writer.close();
		}
	}

	private static long writeUntilCut(WriteStream writer, long from) {
		long acked = from;
		while (acked < MESSAGES) {
			long[] numbers = new long[(int) Math.min(20, MESSAGES - acked)];
			for (int i = 0; i < numbers.length; i++) {
				numbers[i] = acked + 1 + i;
			}
			writer.writeOnly(numbers);
			StreamWriteMessage.FromServer answer = await(writer);
			if (answer == null || !answer.hasWriteResponse()) {
				return acked;
			}
			acked = numbers[numbers.length - 1];
		}
		return acked;
	}

	/** The next message; null when the stream ended. */
	private static <R> R await(TestStream<?, R> stream) {
		while (true) {
			R message = stream.poll(Duration.ofMillis(5));
			if (message != null) {
				return message;
			}
			if (!stream.isOpen()) {
				return stream.poll(Duration.ZERO);
			}
		}
	}

	/**
	 * Reads, checks the order in each partition session, and commits, until all is
	 * committed.
	 */
	private int consume() {
		int read = 0;
		while (!allCommitted()) {
			ReadStream reader = new ReadStream(TopicServiceGrpc.newStub(this.test.channel()));
			reader.initOnly(ReadStream.request("orders", "billing"));
			reader.grant(100_000);
			Map<Long, Long> positions = new HashMap<>();
			while (reader.isOpen() && !allCommitted()) {
				FromServer message = reader.poll(Duration.ofMillis(20));
				if (message != null) {
					assertThat(message.getStatus()).isEqualTo(StatusCode.SUCCESS);
					read += handle(reader, message, positions);
				}
			}
			reader.close();
		}
		return read;
	}

	private boolean allCommitted() {
		long committed = 0;
		for (int partition = 0; partition < 3; partition++) {
			committed += this.test.broker().committedOffset("orders", partition, "billing");
		}
		return committed == PRODUCERS * MESSAGES;
	}

	private static int handle(ReadStream reader, FromServer message, Map<Long, Long> positions) {
		switch (message.getServerMessageCase()) {
			case START_PARTITION_SESSION_REQUEST -> {
				StreamReadMessage.StartPartitionSessionRequest start = message.getStartPartitionSessionRequest();
				positions.put(start.getPartitionSession().getPartitionSessionId(), start.getCommittedOffset());
				reader.confirmStart(start.getPartitionSession().getPartitionSessionId());
			}
			case STOP_PARTITION_SESSION_REQUEST -> {
				long id = message.getStopPartitionSessionRequest().getPartitionSessionId();
				positions.remove(id);
				reader.confirmStop(id);
			}
			case READ_RESPONSE -> {
				ReadResponse response = message.getReadResponse();
				reader.grant(response.getBytesSize());
				long id = response.getPartitionData(0).getPartitionSessionId();
				List<Long> offsets = ReadStream.offsets(ReadStream.messages(response));
				long position = positions.get(id);
				assertThat(offsets.get(0)).isEqualTo(position);
				assertThat(offsets).isSorted().doesNotHaveDuplicates();
				long next = offsets.get(offsets.size() - 1) + 1;
				reader.commitOnly(id, position, next);
				positions.put(id, next);
				return offsets.size();
			}
			default -> {
			}
		}
		return 0;
	}

}
