package io.ydbtopic.endurance;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.ydbtopic.client.Deserializer;
import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.PartitionHandler;
import io.ydbtopic.client.ReaderSettings;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.client.Serializer;
import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.TopicWriter;
import io.ydbtopic.client.WriterSettings;

/**
 * One of the two sample processes: it writes numbered messages, handles what comes, and
 * writes down each step in a file before it goes on, so that its files tell the truth
 * whenever it is killed. Lines: {@code S n} submitted, {@code A n} acknowledged,
 * {@code F n error} failed, {@code H run session partition offset payload} handled.
 */
final class Worker {

	static final String TOPIC = "chaos";

	static final String CONSUMER = "workers";

	private static final int IN_FLIGHT_MAX = 200;

	/** All is well again when a worker is told to end. */
	private static final Duration FLUSH_MAX = Duration.ofSeconds(60);

	private final String name;

	private final int run;

	private final BufferedWriter journal;

	private Worker(String name, int run, Path file) throws IOException {
		this.name = name;
		this.run = run;
		this.journal = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
	}

	/**
	 * Arguments: connection string, name, number of the run, file, first number, messages
	 * a second.
	 */
	public static void main(String[] arguments) throws Exception {
		CountDownLatch stop = new CountDownLatch(1);
		CountDownLatch stopped = new CountDownLatch(1);
		Runtime.getRuntime().addShutdownHook(new Thread(() -> {
			stop.countDown();
			try {
				stopped.await(120, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}));
		new Worker(arguments[1], Integer.parseInt(arguments[2]), Path.of(arguments[3])).work(arguments[0],
				Long.parseLong(arguments[4]), Integer.parseInt(arguments[5]), stop);
		stopped.countDown();
	}

	private void work(String url, long first, int perSecond, CountDownLatch stop) throws Exception {
		try (TopicClient client = TopicClient.connect(url);
				var subscription = client.subscribe(ReaderSettings.of(CONSUMER, TOPIC), Deserializer.string(),
						new Handling());
				TopicWriter<String> writer = client.writer(
						WriterSettings.builder(TOPIC).producerId("worker-" + this.name).build(), Serializer.string())) {
			if (perSecond == 0) {
				stop.await();
			}
			Semaphore room = new Semaphore(IN_FLIGHT_MAX);
			long pause = TimeUnit.SECONDS.toNanos(1) / Math.max(1, perSecond);
			for (long number = first; !stop.await(pause, TimeUnit.NANOSECONDS); number++) {
				if (!room.tryAcquire(100, TimeUnit.MILLISECONDS)) {
					number--;
					continue;
				}
				long mine = number;
				note("S " + mine);
				writer.write(OutgoingMessage.of(this.name + "-" + mine)).whenComplete((ack, error) -> {
					note((error == null) ? "A " + mine
							: "F " + mine + " " + String.valueOf(error).replaceAll("\\s+", " "));
					room.release();
				});
			}
			writer.flush(FLUSH_MAX);
			writer.close();
			subscription.close();
		}
	}

	private synchronized void note(String line) {
		try {
			this.journal.write(line);
			this.journal.newLine();
			this.journal.flush();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private final class Handling implements PartitionHandler<String> {

		@Override
		public CompletionStage<?> onMessages(MessageBatch<String> batch) {
			for (ReceivedMessage<String> message : batch.messages()) {
				note("H " + Worker.this.run + " " + message.session() + " " + message.partitionId() + " "
						+ message.offset() + " " + message.value());
			}
			batch.commit();
			return CompletableFuture.completedFuture(null);
		}

	}

}
