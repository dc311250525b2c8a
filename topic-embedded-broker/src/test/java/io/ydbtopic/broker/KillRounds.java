package io.ydbtopic.broker;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.ydbtopic.broker.log.StoredRecord;
import io.ydbtopic.proto.topic.StreamReadMessage;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromServer;
import io.ydbtopic.proto.topic.StreamWriteMessage.InitRequest;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteRequest;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;

/**
 * Kills the standalone broker at random moments while producers write and a consumer
 * commits, again and again on one data directory, and compares what is there after each
 * kill with what was acknowledged. For one thread.
 */
final class KillRounds {

	private static final int PARTITIONS = 3;

	private static final int LOAD_MILLIS_MAX = 400;

	private static final int UNACKED_MAX = 50;

	private static final int PAYLOAD_BYTES_MAX = 2_000;

	private final Path directory;

	private final Random random;

	private final long[] written = new long[PARTITIONS];

	private final long[] acked = new long[PARTITIONS];

	private final long[] committed = new long[PARTITIONS];

	private long commitsSeen;

	private long kills;

	KillRounds(Path directory, long seed) {
		this.directory = directory;
		this.random = new Random(seed);
	}

	/** What was found; all of {@code missing}, {@code duplicates}, {@code back} is 0. */
	record Counts(long kills, long written, long acknowledged, long stored, long commitsSeen, long missing,
			long duplicates, long commitsBack) {

		boolean good() {
			return this.missing == 0 && this.duplicates == 0 && this.commitsBack == 0;
		}

	}

	/**
	 * The program: {@code --rounds N --seed S}.
	 * @param arguments the flags
	 * @throws Exception when a broker can't be started
	 */
	public static void main(String[] arguments) throws Exception {
		int rounds = 50;
		long seed = 1;
		for (int i = 0; i < arguments.length; i += 2) {
			if (i + 1 < arguments.length && arguments[i].equals("--rounds")) {
				rounds = Integer.parseInt(arguments[i + 1]);
			}
			else if (i + 1 < arguments.length && arguments[i].equals("--seed")) {
				seed = Long.parseLong(arguments[i + 1]);
			}
			else {
				System.err.println("kill-test: '" + arguments[i] + "' (expected --rounds <count> or --seed <number>)");
				System.exit(2);
			}
		}
		Path directory = Files.createTempDirectory("kill-test");
		Counts counts = new KillRounds(directory, seed).run(rounds, System.out);
		System.out.println("seed " + seed + ", data in " + directory + ": " + counts);
		System.exit(counts.good() ? 0 : 1);
	}

	Counts run(int rounds, PrintStream progress) throws IOException, InterruptedException {
		Counts counts = check();
		for (int round = 1; round <= rounds && counts.good(); round++) {
			load();
			counts = check();
			progress.println("round " + round + ": " + counts);
		}
		return counts;
	}

	/** Load until the kill, at a moment that the seed chooses. */
	private void load() throws IOException, InterruptedException {
		StandaloneBroker broker = StandaloneBroker.start(0, "--topic", "orders:" + PARTITIONS + ":billing",
				"--data-dir", this.directory.toString());
		ManagedChannel channel = NettyChannelBuilder.forAddress("localhost", broker.port()).usePlaintext().build();
		TopicServiceGrpc.TopicServiceStub stub = TopicServiceGrpc.newStub(channel);
		CountDownLatch loaded = new CountDownLatch(2);
		int millis = this.random.nextInt(LOAD_MILLIS_MAX);
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < PARTITIONS; i++) {
			int partition = i;
			Random sizes = new Random(this.random.nextLong());
			threads.add(new Thread(() -> write(stub, partition, sizes, loaded), "producer-" + partition));
		}
		threads.add(new Thread(() -> consume(stub, loaded), "consumer"));
		List<Throwable> failures = new CopyOnWriteArrayList<>();
		threads.forEach((thread) -> {
			thread.setUncaughtExceptionHandler((failed, failure) -> failures.add(failure));
			thread.start();
		});
		boolean inTime = loaded.await(60, TimeUnit.SECONDS);
		new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
		broker.kill();
		this.kills++;
		for (Thread thread : threads) {
			thread.join(TestStream.PATIENCE.toMillis() * 2);
			if (thread.isAlive()) {
				throw new IllegalStateException(thread.getName() + " did not see the end of the broker");
			}
		}
		channel.shutdownNow();
		if (!failures.isEmpty()) {
			throw new IllegalStateException("A client failed", failures.get(0));
		}
		if (!inTime) {
			throw new IllegalStateException("Nothing was acknowledged before the kill");
		}
	}

	private void write(TopicServiceGrpc.TopicServiceStub stub, int partition, Random sizes, CountDownLatch loaded) {
		WriteStream writer = new WriteStream(stub);
		writer.initOnly(
				InitRequest.newBuilder().setPath("orders").setProducerId("p" + partition).setPartitionId(partition));
		FromServer answer = take(writer);
		if (answer == null) {
			return;
		}
		long next = answer.getInitResponse().getLastSeqNo();
		this.acked[partition] = Math.max(this.acked[partition], next);
		long unacked = 0;
		boolean first = true;
		while (answer != null) {
			while (unacked < UNACKED_MAX && writer.isOpen()) {
				writer.writeOnly(WriteRequest.newBuilder()
					.setCodec(1)
					.addMessages(WriteStream.message(++next, "")
						.setData(ByteString.copyFrom(new byte[sizes.nextInt(PAYLOAD_BYTES_MAX)]))));
				unacked++;
				this.written[partition]++;
			}
			answer = take(writer);
			if (answer != null) {
				unacked--;
				this.acked[partition] = answer.getWriteResponse().getAcks(0).getSeqNo();
				if (partition == 0 && first) {
					loaded.countDown();
					first = false;
				}
			}
		}
	}

	private void consume(TopicServiceGrpc.TopicServiceStub stub, CountDownLatch loaded) {
		ReadStream reader = new ReadStream(stub);
		reader.initOnly(ReadStream.request("orders", "billing"));
		reader.grant(10_000_000);
		Map<Long, Integer> partitionOf = new HashMap<>();
		Map<Long, Long> from = new HashMap<>();
		boolean commitSeen = false;
		StreamReadMessage.FromServer message = take(reader);
		while (message != null) {
			if (message.hasStartPartitionSessionRequest()) {
				long id = message.getStartPartitionSessionRequest().getPartitionSession().getPartitionSessionId();
				partitionOf.put(id,
						(int) message.getStartPartitionSessionRequest().getPartitionSession().getPartitionId());
				from.put(id, message.getStartPartitionSessionRequest().getCommittedOffset());
				reader.confirmStart(id);
			}
			else if (message.hasReadResponse()) {
				reader.grant(message.getReadResponse().getBytesSize());
				message.getReadResponse().getPartitionDataList().forEach((data) -> {
					long id = data.getPartitionSessionId();
					long end = data.getBatchesList()
						.get(data.getBatchesCount() - 1)
						.getMessageDataList()
						.stream()
						.mapToLong(StreamReadMessage.ReadResponse.MessageData::getOffset)
						.max()
						.orElseThrow() + 1;
					reader.commitOnly(id, from.getOrDefault(id, 0L), end);
					from.put(id, end);
				});
			}
			else if (message.hasCommitOffsetResponse()) {
				if (!commitSeen) {
					loaded.countDown();
					commitSeen = true;
				}
				message.getCommitOffsetResponse().getPartitionsCommittedOffsetsList().forEach((each) -> {
					int partition = Objects.requireNonNull(partitionOf.get(each.getPartitionSessionId()));
					this.committed[partition] = each.getCommittedOffset();
					this.commitsSeen++;
				});
			}
			message = take(reader);
		}
	}

	/** Null when the stream has ended and all that came was taken. */
	private static <R> R take(TestStream<?, R> stream) {
		R message = stream.poll(Duration.ofMillis(5));
		while (message == null && stream.isOpen()) {
			message = stream.poll(Duration.ofMillis(5));
		}
		return (message != null) ? message : stream.poll(Duration.ZERO);
	}

	private Counts check() {
		long stored = 0;
		long missing = 0;
		long duplicates = 0;
		long back = 0;
		try (EmbeddedBroker broker = EmbeddedBroker.start(
				BrokerOptions.builder().dataDir(this.directory).topic("orders:" + PARTITIONS + ":billing").build())) {
			for (int partition = 0; partition < PARTITIONS; partition++) {
				List<StoredRecord> records = broker.records("orders", partition);
				Set<Long> numbers = new HashSet<>();
				records.forEach((record) -> numbers.add(record.seqNo()));
				stored += records.size();
				duplicates += records.size() - numbers.size();
				for (long number = 1; number <= this.acked[partition]; number++) {
					missing += numbers.contains(number) ? 0 : 1;
				}
				back += (broker.committedOffset("orders", partition, "billing") < this.committed[partition]) ? 1 : 0;
			}
		}
		return new Counts(this.kills, Arrays.stream(this.written).sum(), Arrays.stream(this.acked).sum(), stored,
				this.commitsSeen, missing, duplicates, back);
	}

}
