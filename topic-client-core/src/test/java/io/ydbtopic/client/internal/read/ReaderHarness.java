package io.ydbtopic.client.internal.read;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import io.ydbtopic.client.Deserializer;
import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.PartitionEnd;
import io.ydbtopic.client.PartitionHandler;
import io.ydbtopic.client.PartitionListener;
import io.ydbtopic.client.PartitionSession;
import io.ydbtopic.client.ReaderSettings;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.client.StartPosition;
import io.ydbtopic.client.admin.ConsumerPartition;
import io.ydbtopic.client.auth.TokenProvider;
import io.ydbtopic.client.codec.CodecRegistry;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.retry.BackoffPolicy;
import io.ydbtopic.client.internal.runtime.VirtualRuntime;
import io.ydbtopic.client.internal.stream.StreamOptions;
import io.ydbtopic.client.internal.stream.StreamStatusTracker;
import io.ydbtopic.client.observe.StreamEventListener;
import io.ydbtopic.client.observe.StreamStatus;

/**
 * A reader, or a subscription, against a fake server, on virtual time.
 */
public final class ReaderHarness {

	public final VirtualRuntime runtime;

	public final FakeReadServer server = new FakeReadServer();

	/** Where partitions are read again. */
	public final FakeReadServer replayServer = new FakeReadServer();

	/** What the listener heard, in order. */
	public final List<String> events = new ArrayList<>();

	/**
	 * Partitions that were given back, and the milliseconds for which they stood still.
	 */
	public final List<String> handovers = new ArrayList<>();

	private final ReaderSettings settings;

	/** Null for a subscription. */
	public DefaultTopicReader<String> reader;

	/** Null for a reader. */
	public DefaultTopicSubscription subscription;

	public Function<PartitionSession, CompletionStage<StartPosition>> startHook = (session) -> CompletableFuture
		.completedFuture(StartPosition.COMMITTED);

	/** What the server says about a topic's partitions; no answer by default. */
	public Function<String, CompletableFuture<List<ConsumerPartition>>> lookup = (topic) -> CompletableFuture
		.failedFuture(new IllegalStateException("no rights to describe " + topic));

	/** How often it was asked. */
	public int lookups;

	/** Handles batches of a subscription. */
	public Function<MessageBatch<String>, CompletionStage<?>> handler = (batch) -> CompletableFuture
		.completedFuture(null);

	private ReaderHarness(long seed, UnaryOperator<ReaderSettings.Builder> change) {
		this.runtime = new VirtualRuntime(seed);
		this.settings = change.apply(ReaderSettings.builder().topics("orders").consumer("billing")).build();
		CreditInvariant.watch(this);
	}

	public static ReaderHarness reader(long seed, UnaryOperator<ReaderSettings.Builder> change, boolean listening) {
		ReaderHarness harness = new ReaderHarness(seed, change);
		harness.reader = new DefaultTopicReader<>("c/r1", harness.runtime, harness.streams(), harness.settings,
				Deserializer.string(), CodecRegistry.standard(),
				listening ? harness.listener() : PartitionListener.NONE, harness::whoReads, harness.status());
		harness.reader.start();
		harness.runtime.advance(Duration.ofMillis(1));
		return harness;
	}

	public static ReaderHarness reader(long seed) {
		return reader(seed, UnaryOperator.identity(), false);
	}

	public static ReaderHarness subscription(long seed, UnaryOperator<ReaderSettings.Builder> change) {
		ReaderHarness harness = new ReaderHarness(seed, change);
		harness.subscription = new DefaultTopicSubscription("c/r1", harness.runtime, harness.streams(),
				harness.settings, Deserializer.string(), CodecRegistry.standard(), harness.listener(),
				harness::whoReads, harness.status());
		harness.subscription.start();
		harness.runtime.advance(Duration.ofMillis(1));
		return harness;
	}

	private CompletableFuture<List<ConsumerPartition>> whoReads(String topic, String consumer) {
		this.lookups++;
		return this.lookup.apply(topic);
	}

	private ReadStreams streams() {
		return new ReadStreams(options(), this::policy, new OverTheWire(this.server.transport()),
				new OverTheWire(this.replayServer.transport()));
	}

	private StreamOptions options() {
		return new StreamOptions(this.settings.handshakeTimeout(), StreamOptions.CLOSE_GRACE, TokenProvider.anonymous(),
				Duration.ZERO);
	}

	private BackoffPolicy policy() {
		return new BackoffPolicy(this.settings.retry(), this.runtime);
	}

	private StreamStatusTracker status() {
		return new StreamStatusTracker("c/r1", StreamStatus.Kind.READER, this.settings.name(), List.of("orders"),
				this.runtime, this.runtime.newUserQueue("events"), new StreamEventListener() {
				});
	}

	private PartitionHandler<String> listener() {
		return new PartitionHandler<>() {

			@Override
			public CompletionStage<?> onMessages(MessageBatch<String> batch) {
				ReaderHarness.this.events.add("data " + batch.session().partitionId() + " " + offsets(batch));
				return ReaderHarness.this.handler.apply(batch);
			}

			@Override
			public CompletionStage<StartPosition> onPartitionStarting(PartitionSession session) {
				ReaderHarness.this.events.add("starting " + session.partitionId());
				return ReaderHarness.this.startHook.apply(session);
			}

			@Override
			public void onPartitionStopping(PartitionSession session) {
				ReaderHarness.this.events.add("stopping " + session.partitionId());
			}

			@Override
			public void onPartitionFinished(PartitionSession session, List<Long> childPartitionIds) {
				ReaderHarness.this.events.add("finished " + session.partitionId() + " " + childPartitionIds);
			}

			@Override
			public void onCommitsFailed(PartitionSession session, int commits, TopicException cause) {
				ReaderHarness.this.events.add("commits failed " + session.partitionId() + " " + commits);
			}

			@Override
			public void onPartitionHandedOver(PartitionSession session, Duration stoodStill) {
				ReaderHarness.this.handovers.add(session.partitionId() + " " + stoodStill.toMillis());
			}

			@Override
			public void onPartitionEnded(PartitionSession session, PartitionEnd end) {
				ReaderHarness.this.events.add("ended " + session.partitionId() + " " + end);
			}

		};
	}

	public static List<Long> offsets(MessageBatch<String> batch) {
		return batch.messages().stream().map(ReceivedMessage::offset).toList();
	}

	/** Takes a batch that must be there. */
	public MessageBatch<String> take() {
		try {
			MessageBatch<String> batch = this.reader.receiveBatch(Duration.ofMillis(10));
			if (batch == null) {
				throw new AssertionError("no batch came");
			}
			return batch;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Looks for a batch that should not be there. */
	public boolean nothingComes() {
		try {
			return this.reader.receiveBatch(Duration.ofMillis(10)) == null;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	public void settle() {
		this.runtime.advance(Duration.ofMillis(1));
	}

}
