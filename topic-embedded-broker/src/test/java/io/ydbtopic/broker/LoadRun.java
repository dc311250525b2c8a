package io.ydbtopic.broker;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;

/**
 * Many streams against the standalone broker with a small heap and a data directory: half
 * of them write, half of them read and commit, until all that was written is committed.
 * For one thread.
 */
final class LoadRun {

	private static final int PARTITIONS = 3;

	private static final int HEAP_MIB = 512;

	private static final int CONNECTIONS = 10;

	private final LoadSize size;

	private final PrintStream progress;

	private final List<MemorySample> samples = new ArrayList<>();

	LoadRun(LoadSize size, PrintStream progress) {
		this.size = size;
		this.progress = progress;
	}

	/**
	 * The program: {@code --mib N --streams N --topics N --minutes N}.
	 * @param arguments the flags
	 * @throws Exception when the broker can't be started
	 */
	public static void main(String[] arguments) throws Exception {
		LoadSize size;
		try {
			size = LoadSize.parse(arguments);
		}
		catch (IllegalArgumentException ex) {
			System.err.println("load-test: " + ex.getMessage());
			System.exit(2);
			return;
		}
		List<String> violations = new LoadRun(size, System.out).run();
		violations.forEach((violation) -> System.out.println("VIOLATION: " + violation));
		System.exit(violations.isEmpty() ? 0 : 1);
	}

	/** What was wrong; empty when all is well. */
	List<String> run() throws IOException, InterruptedException {
		Path directory = Files.createTempDirectory("load-test");
		List<String> flags = new ArrayList<>(List.of("--data-dir", directory.toString()));
		for (int topic = 0; topic < this.size.topics(); topic++) {
			flags.addAll(List.of("--topic", "t" + topic + ":" + PARTITIONS + ":billing"));
		}
		LoadTally tally = new LoadTally(this.size.topics(), PARTITIONS);
		List<ManagedChannel> channels = new ArrayList<>();
		try (StandaloneBroker broker = StandaloneBroker.start(List.of("-Xmx" + HEAP_MIB + "m",
				"-XX:MaxDirectMemorySize=128m", "-XX:+UseG1GC", "-XX:+ExitOnOutOfMemoryError"), 0,
				flags.toArray(String[]::new))) {
			for (int i = 0; i < CONNECTIONS; i++) {
				channels.add(NettyChannelBuilder.forAddress("localhost", broker.port()).usePlaintext().build());
			}
			open(channels, tally);
			follow(broker, tally);
		}
		finally {
			channels.forEach(ManagedChannel::shutdownNow);
			for (ManagedChannel channel : channels) {
				channel.awaitTermination(5, TimeUnit.SECONDS);
			}
			delete(directory);
		}
		List<String> violations = new ArrayList<>(tally.violations());
		violations.addAll(MemorySample.violations(this.samples, HEAP_MIB));
		return violations;
	}

	private static void delete(Path directory) throws IOException {
		List<Path> paths;
		try (Stream<Path> found = Files.walk(directory)) {
			paths = found.sorted(Comparator.reverseOrder()).toList();
		}
		for (Path path : paths) {
			Files.delete(path);
		}
	}

	/** Readers first, so that partitions move while readers come. */
	private void open(List<ManagedChannel> channels, LoadTally tally) {
		int each = this.size.streams() / 2;
		for (int i = 0; i < each; i++) {
			new LoadReader("t" + i % this.size.topics(), i % this.size.topics(), tally).open(stub(channels, i));
		}
		long all = this.size.mib() * 1024 * 1024 / LoadWriter.AVERAGE_BYTES;
		long messages = (all + each - 1) / each;
		for (int i = 0; i < each; i++) {
			new LoadWriter("t" + i % this.size.topics(), i / this.size.topics(), i, messages, tally)
				.open(stub(channels, i));
		}
		tally.expect(messages * each);
	}

	private static TopicServiceGrpc.TopicServiceStub stub(List<ManagedChannel> channels, int i) {
		return TopicServiceGrpc.newStub(channels.get(i % channels.size()));
	}

	private void follow(StandaloneBroker broker, LoadTally tally) throws IOException, InterruptedException {
		Instant start = Instant.now();
		Instant end = start.plus(Duration.ofMinutes(this.size.minutes()));
		this.progress.printf("%8s %10s %10s %10s %14s %8s%n", "seconds", "MiB acked", "MiB read", "committed",
				"heap after GC", "RSS MiB");
		boolean done = false;
		while (!done) {
			done = tally.awaitDone(Duration.ofSeconds(this.size.sampleSeconds()));
			if (!broker.isAlive()) {
				tally.violation("the broker has ended");
				return;
			}
			MemorySample sample = MemorySample.take(broker.pid());
			this.samples.add(sample);
			this.progress.printf("%8d %10d %10d %10d %14d %8d%n", Duration.between(start, Instant.now()).toSeconds(),
					tally.ackedBytes() >> 20, tally.readBytes() >> 20, tally.committed(), sample.heapMib(),
					sample.rssMib());
			if (!done && (Instant.now().isAfter(end) || !tally.violations().isEmpty())) {
				tally.violation("not done: " + tally);
				return;
			}
		}
		long seconds = Math.max(1, Duration.between(start, Instant.now()).toSeconds());
		this.progress.println("done: " + tally + ", " + (tally.ackedBytes() >> 20) / seconds + " MiB/s");
	}

}
