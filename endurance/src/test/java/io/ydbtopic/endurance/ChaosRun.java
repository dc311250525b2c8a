package io.ydbtopic.endurance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.ydbtopic.client.Deserializer;
import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.ReaderSettings;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.TopicReader;
import io.ydbtopic.client.TopicSource;

/**
 * Two workers and a broker, each a process, over sockets, while they are killed, stopped
 * and cut off; then it heals, lets all drain, and judges from the outside. Exit code 0
 * when nothing was lost, doubled or out of order.
 */
final class ChaosRun {

	private static final Duration DRAIN = Duration.ofMinutes(5);

	/** A flush, and the closes of writer, reader and client. */
	private static final Duration WORKER_END_MAX = Duration.ofSeconds(130);

	private static final ReaderSettings EVERYTHING = ReaderSettings.builder()
		.consumer(null)
		.topics(List.of(TopicSource.of(Worker.TOPIC, List.of(0L, 1L, 2L, 3L))))
		.build();

	private final Path folder;

	private final Path data;

	private final Random random;

	private final int perSecond;

	private final Map<String, Integer> faults = new TreeMap<>();

	private final Map<String, Process> workers = new TreeMap<>();

	private final Map<String, Integer> runs = new TreeMap<>();

	private final BrokerProcess broker;

	/** Between workers and broker. */
	private final Line line;

	private final boolean ownDisk;

	private final boolean network;

	/** Never opened: waits for a time by waiting for it. */
	private final CountDownLatch never = new CountDownLatch(1);

	private ChaosRun(Path folder, long seed, int perSecond) throws Exception {
		this.folder = folder;
		this.data = Files.createDirectories(folder.resolve("data"));
		this.random = new Random(seed);
		this.perSecond = perSecond;
		this.ownDisk = Processes.run("mount", "-t", "tmpfs", "-o", "size=512m", "tmpfs", this.data.toString());
		this.network = Boolean.getBoolean("chaos.namespace") && netem("add", "delay", "1ms");
		this.broker = new BrokerProcess(this.data.resolve("broker"), folder.resolve("broker.log"));
		this.line = new Line(this.broker.port());
	}

	public static void main(String[] arguments) throws Exception {
		Map<String, String> flags = Flags.of(arguments, "--minutes", "10", "--seed", "1", "--per-second", "100");
		Path folder = Files.createTempDirectory("chaos");
		ChaosRun run = new ChaosRun(folder, Long.parseLong(flags.get("--seed")),
				Integer.parseInt(flags.get("--per-second")));
		int code;
		try {
			code = run.run(Duration.ofMillis((long) (Double.parseDouble(flags.get("--minutes")) * 60_000)));
		}
		finally {
			run.end();
		}
		System.exit(code);
	}

	private static boolean netem(String verb, String... what) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(List.of("tc", "qdisc", verb, "dev", "lo", "root", "netem"));
		command.addAll(List.of(what));
		return Processes.run(command.toArray(new String[0]));
	}

	private int run(Duration length) throws Exception {
		System.out.println("files in " + this.folder);
		System.out.println(this.ownDisk ? "the data directory is a file system of 512 MiB, which is filled"
				: "SKIPPED: full disk (no right to mount a small file system)");
		System.out.println(this.network ? "the network delays and loses packets (netem in a namespace of its own)"
				: "SKIPPED: delay and loss of packets by the kernel (no network namespace or no netem here); "
						+ "the line between workers and broker is late, jerky, silent or torn all the same");
		Files.createDirectories(this.data.resolve("broker"));
		this.broker.start();
		startWorker("a");
		startWorker("b");
		long end = System.nanoTime() + length.toNanos();
		while (System.nanoTime() < end) {
			pause(2_000 + this.random.nextInt(6_000));
			fault();
			for (Map.Entry<String, Process> worker : this.workers.entrySet()) {
				if (!worker.getValue().isAlive()) {
					throw new IllegalStateException(
							"worker " + worker.getKey() + " ended by itself, see " + this.folder);
				}
			}
		}
		if (this.network) {
			netem("change", "delay", "0ms");
		}
		this.line.mend();
		System.out.println("healed; waiting until all is handled");
		pause(5_000);
		for (Process worker : this.workers.values()) {
			worker.destroy();
			if (!worker.waitFor(WORKER_END_MAX.toSeconds(), TimeUnit.SECONDS)) {
				System.out.println("WRONG: a worker did not end within " + WORKER_END_MAX);
				return 1;
			}
		}
		return judge();
	}

	private void fault() throws Exception {
		String worker = this.random.nextBoolean() ? "a" : "b";
		switch (this.random.nextInt(7)) {
			case 0 -> {
				count("kill -9 of a worker");
				this.workers.get(worker).destroyForcibly().waitFor();
				pause(this.random.nextInt(2_000));
				startWorker(worker);
			}
			case 1 -> {
				count("kill -9 of the broker");
				this.broker.restart();
			}
			case 2 -> stopped("SIGSTOP of a worker", this.workers.get(worker), 500 + this.random.nextInt(15_000));
			case 3 -> stopped("SIGSTOP of the broker", this.broker.process(), 500 + this.random.nextInt(15_000));
			case 4 -> {
				if (this.ownDisk) {
					fillDisk();
				}
			}
			case 5 -> cut();
			default -> {
				if (this.network && this.random.nextBoolean()) {
					packets();
				}
				else {
					delayed();
				}
			}
		}
	}

	/** Connections that end, with and without a word. */
	private void cut() throws Exception {
		switch (this.random.nextInt(3)) {
			case 0 -> {
				count("connections torn");
				this.line.tear();
			}
			case 1 -> {
				count("connections fall silent");
				this.line.silence();
				pause(20_000 + this.random.nextInt(20_000));
				this.line.mend();
			}
			default -> {
				count("line stands still");
				this.line.standStill();
				pause(500 + this.random.nextInt(30_000));
				this.line.mend();
			}
		}
	}

	private void delayed() throws Exception {
		if (this.random.nextBoolean()) {
			count("line is 20 to 300 ms late");
			this.line.delay(20 + this.random.nextInt(280));
		}
		else {
			count("line loses 10 %");
			this.line.lose(10);
		}
		pause(4_000);
		this.line.mend();
	}

	private void packets() throws Exception {
		boolean late = this.random.nextBoolean();
		count(late ? "packets are late" : "packets are lost");
		netem("change", late ? "delay" : "loss", late ? (20 + this.random.nextInt(280)) + "ms" : "10%");
		pause(4_000);
		netem("change", "delay", "1ms");
	}

	private void stopped(String what, Process process, int millis) throws Exception {
		count(what);
		Processes.signal(process, "STOP");
		pause(millis);
		Processes.signal(process, "CONT");
	}

	/** A broker whose store has failed goes on after a restart with room. */
	private void fillDisk() throws Exception {
		count("full disk");
		Path filler = this.data.resolve("filler");
		Processes.run("dd", "if=/dev/zero", "of=" + filler, "bs=1M");
		pause(4_000);
		this.broker.process().destroyForcibly().waitFor();
		Files.delete(filler);
		this.broker.restart();
	}

	private void count(String fault) {
		this.faults.merge(fault, 1, Integer::sum);
	}

	private void pause(int millis) throws InterruptedException {
		this.never.await(millis, TimeUnit.MILLISECONDS);
	}

	private Path file(String worker) {
		return this.folder.resolve(worker + ".txt");
	}

	private void startWorker(String name) throws IOException {
		startWorker(name, this.perSecond);
	}

	private void startWorker(String name, int messagesPerSecond) throws IOException {
		int run = this.runs.merge(name, 1, Integer::sum);
		long next = 1;
		if (Files.exists(file(name))) {
			try (var lines = Files.lines(file(name))) {
				next = 1 + lines.filter((line) -> line.startsWith("S "))
					.mapToLong((line) -> Long.parseLong(line.substring(2)))
					.max()
					.orElse(0);
			}
		}
		this.workers.put(name,
				Processes.java(this.folder.resolve(name + ".log"), List.of("-Xmx128m"), Worker.class.getName(),
						this.broker.connectionString(this.line.port()), name, "" + run, file(name).toString(),
						"" + next, "" + messagesPerSecond));
	}

	private int judge() throws Exception {
		// What the workers have left is handled by a third one, which writes nothing.
		startWorker("c", 0);
		long deadline = System.nanoTime() + DRAIN.toNanos();
		while (System.nanoTime() < deadline && !isAllCommitted()) {
			pause(500);
		}
		this.workers.get("c").destroyForcibly().waitFor();
		Verdict verdict = new Verdict();
		readStored(verdict);
		for (String worker : this.runs.keySet()) {
			for (String line : Files.readAllLines(file(worker))) {
				verdict.line(worker, line);
			}
		}
		System.out.println("faults: " + this.faults);
		verdict.counts().forEach((what, count) -> System.out.println(what + ": " + count));
		List<String> problems = verdict.problems();
		problems.stream().limit(50).forEach((problem) -> System.out.println("WRONG: " + problem));
		System.out.println(problems.isEmpty() ? "all holds" : problems.size() + " problems");
		return problems.isEmpty() ? 0 : 1;
	}

	private boolean isAllCommitted() throws InterruptedException {
		try (TopicClient client = TopicClient.connect(this.broker.connectionString())) {
			return client.admin()
				.describeConsumer(Worker.TOPIC, Worker.CONSUMER)
				.get(30, TimeUnit.SECONDS)
				.partitions()
				.stream()
				.allMatch((partition) -> partition.endOffset() == partition.committedOffset());
		}
		catch (ExecutionException | TimeoutException ex) {
			// On a machine without time for it the broker may not answer at once.
			System.out.println("asked again: " + ex);
			return false;
		}
	}

	/** All that the broker has, read without a consumer. */
	private void readStored(Verdict verdict) throws Exception {
		try (TopicClient client = TopicClient.connect(this.broker.connectionString());
				TopicReader<String> reader = client.reader(EVERYTHING, Deserializer.string())) {
			long expected = client.admin()
				.describeConsumer(Worker.TOPIC, Worker.CONSUMER)
				.get(DRAIN.toSeconds(), TimeUnit.SECONDS)
				.partitions()
				.stream()
				.mapToLong((partition) -> partition.endOffset())
				.sum();
			for (long read = 0; read < expected;) {
				MessageBatch<String> batch = reader.receiveBatch(DRAIN);
				if (batch == null) {
					throw new IllegalStateException("only " + read + " of " + expected + " messages came");
				}
				for (ReceivedMessage<String> message : batch.messages()) {
					verdict.stored(message.partitionId(), message.value());
				}
				read += batch.messages().size();
			}
		}
	}

	private void end() throws Exception {
		this.workers.values().forEach(Process::destroyForcibly);
		this.line.close();
		if (this.broker.process() != null) {
			this.broker.process().destroyForcibly().waitFor();
		}
		if (this.ownDisk) {
			Processes.run("umount", "-l", this.data.toString());
		}
	}

}
