package io.ydbtopic.endurance;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import com.sun.management.UnixOperatingSystemMXBean;
import io.grpc.netty.shaded.io.netty.util.internal.PlatformDependent;
import io.ydbtopic.client.Deserializer;
import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.ReaderSettings;
import io.ydbtopic.client.Serializer;
import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.TopicReader;
import io.ydbtopic.client.TopicSubscription;
import io.ydbtopic.client.TopicWriter;
import io.ydbtopic.client.WriterSettings;

/**
 * Load on one client while its broker is killed and stopped and streams are opened and
 * closed; samples what must stay level, after a full collection. Exit code 0 when all
 * four are.
 */
final class SoakRun {

	private static final double MEGABYTE = 1024 * 1024;

	private final Curve heap = new Curve("heap after full collection, MiB", 4);

	private final Curve threads = new Curve("threads", 4);

	private final Curve handles = new Curve("file handles", 8);

	private final Curve direct = new Curve("direct memory, MiB", 8);

	private final AtomicLong acknowledged = new AtomicLong();

	private final AtomicLong handled = new AtomicLong();

	private final AtomicLong failures = new AtomicLong();

	private final CountDownLatch stop = new CountDownLatch(1);

	private final BrokerProcess broker;

	private SoakRun(BrokerProcess broker) {
		this.broker = broker;
	}

	public static void main(String[] arguments) throws Exception {
		Map<String, String> flags = Flags.of(arguments, "--minutes", "10", "--per-second", "500", "--seed", "1",
				"--sample-seconds", "5", "--out", "target/soak");
		Path folder = Files.createTempDirectory("soak");
		BrokerProcess broker = new BrokerProcess(folder.resolve("data"), folder.resolve("broker.log"));
		broker.start();
		SoakRun run = new SoakRun(broker);
		boolean level;
		try {
			level = run.run(flags);
		}
		finally {
			broker.process().destroyForcibly();
		}
		System.exit(level ? 0 : 1);
	}

	private boolean run(Map<String, String> flags) throws Exception {
		long begin = System.nanoTime();
		long end = begin + (long) (Double.parseDouble(flags.get("--minutes")) * TimeUnit.MINUTES.toNanos(1));
		int kills = 0;
		int stops = 0;
		Random random = new Random(Long.parseLong(flags.get("--seed")));
		Path out = Files.createDirectories(Path.of(flags.get("--out")));
		StringBuilder csv = new StringBuilder("seconds,heap_mib,threads,file_handles,direct_mib\n");
		try (TopicClient client = TopicClient.connect(this.broker.connectionString());
				TopicSubscription subscription = client.subscribe(ReaderSettings.of(Worker.CONSUMER, Worker.TOPIC),
						Deserializer.bytes(), this::handle)) {
			Thread writing = started("writing", () -> write(client, Integer.parseInt(flags.get("--per-second"))));
			Thread churn = started("churn", () -> openAndClose(client));
			int samples = 0;
			int seconds = Integer.parseInt(flags.get("--sample-seconds"));
			while (System.nanoTime() < end) {
				this.stop.await(seconds, TimeUnit.SECONDS);
				if (++samples % 4 == 0) {
					kills++;
					this.broker.restart();
				}
				else if (random.nextInt(4) == 0) {
					stops++;
					Processes.signal(this.broker.process(), "STOP");
					this.stop.await(2, TimeUnit.SECONDS);
					Processes.signal(this.broker.process(), "CONT");
				}
				sample();
				csv.append(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin));
				for (Curve curve : List.of(this.heap, this.threads, this.handles, this.direct)) {
					csv.append(String.format(Locale.ROOT, ",%.2f", curve.samples().get(curve.samples().size() - 1)));
				}
				csv.append('\n');
			}
			this.stop.countDown();
			writing.join();
			churn.join();
		}
		List<Curve> curves = List.of(this.heap, this.threads, this.handles, this.direct);
		Files.writeString(out.resolve("soak.csv"), csv);
		Files.writeString(out.resolve("soak.svg"), Picture.of(curves));
		System.out.println("acknowledged " + this.acknowledged + ", handled " + this.handled + ", failed writes "
				+ this.failures + ", broker killed " + kills + " times, stopped " + stops + " times; " + out
				+ "/soak.csv, soak.svg");
		curves.forEach(System.out::println);
		return this.acknowledged.get() > 0 && this.handled.get() > 0 && curves.stream().allMatch(Curve::isLevel);
	}

	private static Thread started(String name, Runnable body) {
		Thread thread = new Thread(body, name);
		thread.start();
		return thread;
	}

	private CompletableFuture<?> handle(MessageBatch<byte[]> batch) {
		this.handled.addAndGet(batch.messages().size());
		batch.commit();
		return CompletableFuture.completedFuture(null);
	}

	private void write(TopicClient client, int perSecond) {
		AtomicBoolean over = new AtomicBoolean();
		try (TopicWriter<byte[]> writer = client.writer(WriterSettings.builder(Worker.TOPIC).producerId("soak").build(),
				Serializer.bytes())) {
			byte[] payload = new byte[1000];
			while (!over.get() && !this.stop.await(TimeUnit.SECONDS.toNanos(1) / perSecond, TimeUnit.NANOSECONDS)) {
				writer.write(OutgoingMessage.of(payload))
					.whenComplete(
							(ack, error) -> ((error == null) ? this.acknowledged : this.failures).incrementAndGet());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * A writer and a reader that live for a moment, again and again, also while nobody
	 * answers.
	 */
	private void openAndClose(TopicClient client) {
		try {
			while (!this.stop.await(500, TimeUnit.MILLISECONDS)) {
				TopicWriter<byte[]> writer = client.writer(WriterSettings.of(Worker.TOPIC), Serializer.bytes());
				TopicReader<byte[]> reader = client.reader(ReaderSettings.of(Worker.CONSUMER, Worker.TOPIC),
						Deserializer.bytes());
				writer.closeAsync(Duration.ofSeconds(1)).join();
				reader.closeAsync(Duration.ofSeconds(1)).join();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void sample() throws IOException {
		System.gc();
		this.heap.add(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MEGABYTE);
		this.threads.add(ManagementFactory.getThreadMXBean().getThreadCount());
		this.handles.add(((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
			.getOpenFileDescriptorCount());
		long pooled = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)
			.stream()
			.filter((pool) -> pool.getName().equals("direct"))
			.mapToLong(BufferPoolMXBean::getMemoryUsed)
			.sum();
		this.direct.add((pooled + Math.max(0, PlatformDependent.usedDirectMemory())) / MEGABYTE);
	}

}
