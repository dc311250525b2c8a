package io.ydbtopic.client.internal.read;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.ydbtopic.client.Deserializer;
import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.PartitionListener;
import io.ydbtopic.client.ReaderSettings;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.client.auth.TokenProvider;
import io.ydbtopic.client.codec.CodecRegistry;
import io.ydbtopic.client.error.TopicClosedException;
import io.ydbtopic.client.internal.retry.BackoffPolicy;
import io.ydbtopic.client.internal.runtime.JvmRuntime;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import io.ydbtopic.client.internal.runtime.Together;
import io.ydbtopic.client.internal.stream.StreamCall;
import io.ydbtopic.client.internal.stream.StreamListener;
import io.ydbtopic.client.internal.stream.StreamOptions;
import io.ydbtopic.client.internal.stream.StreamStatusTracker;
import io.ydbtopic.client.internal.stream.StreamTransport;
import io.ydbtopic.client.observe.StreamEventListener;
import io.ydbtopic.client.observe.StreamStatus;
import io.ydbtopic.proto.topic.StreamReadMessage.FromClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static io.ydbtopic.client.internal.runtime.Together.PATIENCE;
import static io.ydbtopic.client.internal.runtime.Together.ROUNDS;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What many threads touch of a reader, by many threads at once: commits of its partitions
 * in any order, and its close.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class ReaderRacesTest {

	private static final int MESSAGES = 24;

	private final JvmRuntime runtime = new JvmRuntime("races");

	private final Together together = new Together();

	@AfterEach
	void close() {
		this.together.close();
		this.runtime.close();
	}

	@Test
	void commitsOfManyThreadsEndWhileTheStreamBreaksAndTheReaderCloses() throws Exception {
		for (int round = 0; round < ROUNDS; round++) {
			Random chance = new Random(round);
			Server server = new Server(chance);
			DefaultTopicReader<String> reader = reader(server);
			reader.start();
			Queue<CompletableFuture<Void>> commits = new ConcurrentLinkedQueue<>();
			CountDownLatch received = new CountDownLatch(1 + chance.nextInt(4));
			boolean breaks = chance.nextBoolean();
			Duration deadline = Duration.ofMillis(chance.nextInt(4));
			AtomicReference<CompletableFuture<Void>> closed = new AtomicReference<>();
			this.together.run((thread) -> {
				if (thread == 0) {
					assertThat(received.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("messages came").isTrue();
					if (breaks) {
						server.breakDown();
						Thread.yield();
					}
					closed.set(reader.closeAsync(deadline));
					return;
				}
				commitAll(reader, new Random(thread), commits, received);
			});
			assertThat(closed.get()).as("the close of round %d ends", round).succeedsWithin(PATIENCE);
			for (CompletableFuture<Void> commit : commits) {
				commit.handle((nothing, error) -> null).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
			}
			server.checkCommits();
		}
	}

	/** Takes what comes until the close, and commits each message, in disorder. */
	private static void commitAll(DefaultTopicReader<String> reader, Random chance,
			Queue<CompletableFuture<Void>> commits, CountDownLatch received) throws InterruptedException {
		try {
			while (true) {
				MessageBatch<String> batch = reader.receiveBatch(PATIENCE);
				assertThat(batch).as("a batch or the end").isNotNull();
				List<ReceivedMessage<String>> messages = new ArrayList<>(batch.messages());
				Collections.shuffle(messages, chance);
				messages.forEach((message) -> commits.add(message.commit()));
				received.countDown();
			}
		}
		catch (TopicClosedException ex) {
			assertThat(received.getCount()).as("the reader ended after it was closed").isZero();
		}
	}

	private DefaultTopicReader<String> reader(Server server) {
		ReaderSettings settings = ReaderSettings.builder()
			.topics("orders")
			.consumer("billing")
			.batchMaxMessages(3)
			.build();
		ReadStreams streams = new ReadStreams(
				new StreamOptions(settings.handshakeTimeout(), StreamOptions.CLOSE_GRACE, TokenProvider.anonymous(),
						Duration.ZERO),
				() -> new BackoffPolicy(settings.retry(), this.runtime), server,
				new OverTheWire(new FakeReadServer().transport()));
		return new DefaultTopicReader<>("c/r1", this.runtime, streams, settings, Deserializer.string(),
				CodecRegistry.standard(), PartitionListener.NONE,
				(topic, consumer) -> CompletableFuture.failedFuture(new IllegalStateException("no rights")),
				new StreamStatusTracker("c/r1", StreamStatus.Kind.READER, settings.name(), List.of("orders"),
						this.runtime, this.runtime.newUserQueue("events"), new StreamEventListener() {
						}));
	}

	/**
	 * Gives one partition to each stream, from where its commits have come to. All it
	 * does runs on the reader's loop.
	 */
	private static final class Server implements StreamTransport<FromClient, ReadFrame> {

		private final FakeReadServer fake = new FakeReadServer();

		private final OverTheWire wire = new OverTheWire(this.fake.transport());

		private final Map<Long, Long> committedAtStart = new HashMap<>();

		private volatile SerialLoop loop;

		private long session;

		Server(Random chance) {
			this.fake.answersCommits = chance.nextInt(4) > 0;
		}

		@Override
		public StreamCall<FromClient> open(SerialLoop readersLoop, String traceId, StreamListener<ReadFrame> listener) {
			this.loop = readersLoop;
			StreamCall<FromClient> call = this.wire.open(readersLoop, traceId, listener);
			// After the answer to the handshake, which is not asked for yet.
			readersLoop.execute(() -> readersLoop.execute(this::give));
			return call;
		}

		private void give() {
			long committed = committed();
			this.committedAtStart.put(++this.session, committed);
			this.fake.start(this.session, 0, committed);
			for (long offset = committed; offset < MESSAGES; offset += 4) {
				this.fake.data(this.session, offset, (int) Math.min(4, MESSAGES - offset));
			}
		}

		private long committed() {
			return this.fake.commits()
				.stream()
				.mapToLong((commit) -> Long.parseLong(commit.substring(commit.indexOf('-') + 1)))
				.max()
				.orElse(0);
		}

		void breakDown() {
			this.loop.execute(() -> this.fake.transport().last().breakDown());
		}

		/** Each session asked for what follows what it had asked for before. */
		void checkCommits() throws Exception {
			CompletableFuture<List<String>> seen = new CompletableFuture<>();
			this.loop.execute(() -> seen.complete(this.fake.commits()));
			Map<Long, Long> ends = new HashMap<>(this.committedAtStart);
			for (String commit : seen.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
				String[] numbers = commit.split("[:-]");
				long start = Long.parseLong(numbers[1]);
				Long end = ends.put(Long.valueOf(numbers[0]), Long.valueOf(numbers[2]));
				assertThat(start).as("start of %s", commit).isEqualTo(end);
			}
			assertThat(this.fake.transport().openCalls()).isZero();
			assertThat(this.fake.transport().mostOpenCalls()).isEqualTo(1);
		}

	}

}
