package io.ydbtopic.spring.listener;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.ydbtopic.client.Deserializer;
import io.ydbtopic.client.ExactlyOnce;
import io.ydbtopic.client.KeyedTopicWriter;
import io.ydbtopic.client.KeyedWriterSettings;
import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.PartitionEnd;
import io.ydbtopic.client.PartitionHandler;
import io.ydbtopic.client.PartitionListener;
import io.ydbtopic.client.ReaderSettings;
import io.ydbtopic.client.Serializer;
import io.ydbtopic.client.TopicAdmin;
import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.TopicReader;
import io.ydbtopic.client.TopicSubscription;
import io.ydbtopic.client.TopicTransaction;
import io.ydbtopic.client.TopicWriter;
import io.ydbtopic.client.WriterSettings;
import io.ydbtopic.client.observe.ReaderCounters;
import io.ydbtopic.client.observe.StreamEventListener;
import io.ydbtopic.client.observe.StreamState;
import io.ydbtopic.client.observe.StreamStatus;

/**
 * A client whose subscriptions do what a test says.
 */
public final class FakeTopicClient implements TopicClient {

	public final List<FakeSubscription> subscriptions = new ArrayList<>();

	public final List<FakeTransaction> transactions = new ArrayList<>();

	/** Prepares transactions. */
	public Consumer<FakeTransaction> onBegin = (transaction) -> {
	};

	public FakeSubscription subscription() {
		return this.subscriptions.get(this.subscriptions.size() - 1);
	}

	@Override
	@SuppressWarnings("unchecked")
	public <T> TopicSubscription subscribe(ReaderSettings settings, Deserializer<? extends T> deserializer,
			PartitionHandler<T> handler) {
		FakeSubscription subscription = new FakeSubscription((PartitionHandler<byte[]>) handler);
		this.subscriptions.add(subscription);
		return subscription;
	}

	@Override
	public CompletableFuture<TopicTransaction> beginTransaction() {
		FakeTransaction transaction = new FakeTransaction("tx" + this.transactions.size());
		this.transactions.add(transaction);
		this.onBegin.accept(transaction);
		return CompletableFuture.completedFuture(transaction);
	}

	@Override
	public <T> ExactlyOnce<T> exactlyOnce(TopicReader<T> reader) {
		throw new UnsupportedOperationException();
	}

	@Override
	public <T> KeyedTopicWriter<T> keyedWriter(KeyedWriterSettings settings, Serializer<? super T> serializer) {
		throw new UnsupportedOperationException();
	}

	@Override
	public <T> TopicWriter<T> writer(WriterSettings settings, Serializer<? super T> serializer) {
		throw new UnsupportedOperationException();
	}

	@Override
	public <T> TopicReader<T> reader(ReaderSettings settings, Deserializer<? extends T> deserializer,
			PartitionListener listener) {
		throw new UnsupportedOperationException();
	}

	@Override
	public TopicAdmin admin() {
		throw new UnsupportedOperationException();
	}

	@Override
	public List<StreamStatus> streams() {
		return List.of();
	}

	@Override
	public void addListener(StreamEventListener listener) {
	}

	@Override
	public void removeListener(StreamEventListener listener) {
	}

	@Override
	public CompletableFuture<Void> closeAsync(Duration deadline) {
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public void close() {
	}

	/** A subscription in the hands of a test. */
	public static final class FakeSubscription implements TopicSubscription {

		public final CompletableFuture<Void> ready = new CompletableFuture<>();

		public final CompletableFuture<Void> terminated = new CompletableFuture<>();

		public final CompletableFuture<Void> closed = new CompletableFuture<>();

		public final List<String> calls = new ArrayList<>();

		public StreamStatus status = new StreamStatus("c/r1", StreamStatus.Kind.READER, "billing", List.of("orders"),
				StreamState.CONNECTED, Instant.EPOCH, 0, 0, null, null, null);

		private final PartitionHandler<byte[]> handler;

		/** Stages of batches that were handed out. */
		private final List<CompletableFuture<?>> inHand = new ArrayList<>();

		FakeSubscription(PartitionHandler<byte[]> handler) {
			this.handler = handler;
		}

		public CompletableFuture<?> deliver(MessageBatch<byte[]> batch) {
			CompletableFuture<?> stage = this.handler.onMessages(batch).toCompletableFuture();
			this.inHand.add(stage);
			return stage;
		}

		public void end(FakeSession session) {
			session.end();
			this.handler.onPartitionEnded(session, PartitionEnd.STREAM_LOST);
		}

		public CompletionStage<?> give(FakeSession session) {
			return this.handler.onPartitionStarting(session);
		}

		@Override
		public CompletableFuture<Void> ready() {
			return this.ready;
		}

		@Override
		public CompletableFuture<Void> terminated() {
			return this.terminated;
		}

		@Override
		public StreamStatus status() {
			return this.status;
		}

		@Override
		public ReaderCounters counters() {
			return new ReaderCounters(0, 0, 0, 0, 0, 0, 1, 0, 100, 0, 0, -1, -1, 0, 0, 0);
		}

		@Override
		public void pause(boolean paused) {
			this.calls.add("pause " + paused);
		}

		@Override
		public void pause(String topic, long partitionId, boolean paused) {
			this.calls.add("pause " + topic + " " + partitionId + " " + paused);
		}

		@Override
		public CompletableFuture<Void> closeAsync(Duration deadline) {
			this.calls.add("close");
			CompletableFuture.allOf(this.inHand.toArray(new CompletableFuture<?>[0]))
				.whenComplete((done, error) -> this.closed.complete(null));
			return this.closed;
		}

		@Override
		public void close() {
			closeAsync(Duration.ZERO);
		}

	}

}
