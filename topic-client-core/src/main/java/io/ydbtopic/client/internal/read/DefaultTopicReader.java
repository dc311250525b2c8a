package io.ydbtopic.client.internal.read;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

import io.ydbtopic.client.Deserializer;
import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.PartitionListener;
import io.ydbtopic.client.ReaderSettings;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.client.TopicReader;
import io.ydbtopic.client.codec.CodecRegistry;
import io.ydbtopic.client.error.TopicClosedException;
import io.ydbtopic.client.internal.runtime.ClientRuntime;
import io.ydbtopic.client.internal.runtime.Waits;
import io.ydbtopic.client.internal.stream.StreamStatusTracker;
import io.ydbtopic.client.observe.ReaderCounters;
import io.ydbtopic.client.observe.StreamStatus;
import org.jspecify.annotations.Nullable;

/**
 * The reader as an application sees it, which takes when it wants. Thread-safe.
 *
 * @param <T> type of the values
 */
public final class DefaultTopicReader<T> implements TopicReader<T> {

	private final ClientRuntime runtime;

	private final ReaderSettings settings;

	private final ReaderReconnector reconnector;

	private final PullDelivery<T> delivery;

	/** Guards {@link #open}; nothing is waited for while it is held. */
	private final ReentrantLock openLock = new ReentrantLock();

	/** What is left of batches that {@link #receive} hands out one by one. */
	private final ArrayDeque<OpenBatch<T>> open = new ArrayDeque<>();

	public DefaultTopicReader(String id, ClientRuntime runtime, ReadStreams streams, ReaderSettings settings,
			Deserializer<? extends T> deserializer, CodecRegistry codecs, PartitionListener listener,
			ConsumerLookup lookup, StreamStatusTracker status) {
		this.runtime = runtime;
		this.settings = settings;
		this.reconnector = new ReaderReconnector(id, runtime, streams, settings, listener, lookup, status);
		PayloadReader<T> payloads = new PayloadReader<>(deserializer, codecs, settings.maxMessageBytes());
		this.delivery = new PullDelivery<>(new BatchAssembly<>(payloads, settings, this.reconnector.meters()),
				this.reconnector.sessions(), this.reconnector.loop(), this.reconnector.completions());
	}

	/** Begins to connect. */
	public void start() {
		this.reconnector.start(this.delivery);
	}

	@Override
	public @Nullable ReceivedMessage<T> receive(Duration timeout) throws InterruptedException {
		ReceivedMessage<T> message = nextOfOpenBatch();
		if (message != null) {
			return message;
		}
		MessageBatch<T> batch = receiveBatch(timeout);
		if (batch == null) {
			return null;
		}
		OpenBatch<T> opened = new OpenBatch<>((DefaultBatch<T>) batch, batch.iterator());
		message = opened.messages.next();
		this.openLock.lock();
		try {
			// Several threads may have fetched one at once: none is dropped.
			this.open.add(opened);
		}
		finally {
			this.openLock.unlock();
		}
		return message;
	}

	private @Nullable ReceivedMessage<T> nextOfOpenBatch() {
		this.openLock.lock();
		try {
			OpenBatch<T> first = this.open.peek();
			while (first != null) {
				// What a session left behind comes again; handing it out would only
				// repeat it.
				if (first.batch.isWanted() && first.messages.hasNext()) {
					return first.messages.next();
				}
				this.open.remove();
				first = this.open.peek();
			}
			return null;
		}
		finally {
			this.openLock.unlock();
		}
	}

	@Override
	public @Nullable MessageBatch<T> receiveBatch(Duration timeout) throws InterruptedException {
		return receive(Demand.ofThread(1), timeout);
	}

	private @Nullable MessageBatch<T> receive(Demand<T> demand, Duration timeout) throws InterruptedException {
		this.reconnector.loop().execute(() -> this.delivery.demand(demand));
		try {
			return await(demand, timeout);
		}
		catch (TimeoutException ex) {
			return leave(demand);
		}
		catch (InterruptedException ex) {
			MessageBatch<T> late = leave(demand);
			if (late != null) {
				Thread.currentThread().interrupt();
				return late;
			}
			throw ex;
		}
	}

	private MessageBatch<T> await(Demand<T> demand, Duration timeout) throws InterruptedException, TimeoutException {
		try {
			return this.runtime.await(demand.result(), timeout);
		}
		catch (ExecutionException | CompletionException | CancellationException ex) {
			Throwable cause = Waits.unwrap(ex);
			throw new TopicClosedException(this.reconnector + " has ended: " + cause.getMessage(), cause);
		}
	}

	/** Gives up, unless a batch is on its way at this very moment. */
	private @Nullable MessageBatch<T> leave(Demand<T> demand) {
		if (demand.claim()) {
			this.reconnector.loop().execute(() -> this.delivery.forget(demand));
			return null;
		}
		return demand.result().join();
	}

	@Override
	public CompletableFuture<MessageBatch<T>> receiveBatchAsync() {
		Demand<T> demand = Demand.ofFuture();
		CompletableFuture<MessageBatch<T>> result = demand.result();
		result.whenComplete((batch, error) -> {
			if (result.isCancelled() && demand.claim()) {
				this.reconnector.loop().execute(() -> this.delivery.forget(demand));
			}
		});
		this.reconnector.loop().execute(() -> this.delivery.demand(demand));
		return result;
	}

	@Override
	public List<MessageBatch<T>> receiveBatches(int maxBatches, Duration timeout) throws InterruptedException {
		if (maxBatches < 1) {
			throw new IllegalArgumentException("maxBatches: " + maxBatches + " (expected: at least 1)");
		}
		Demand<T> demand = Demand.ofThread(maxBatches);
		MessageBatch<T> first = receive(demand, timeout);
		if (first == null) {
			return List.of();
		}
		List<MessageBatch<T>> batches = new ArrayList<>();
		batches.add(first);
		batches.addAll(demand.others());
		return Collections.unmodifiableList(batches);
	}

	@Override
	public void pause(boolean paused) {
		this.reconnector.pause(paused);
	}

	@Override
	public void pause(String topic, long partitionId, boolean paused) {
		this.reconnector.pause(topic, partitionId, paused);
	}

	@Override
	public CompletableFuture<Void> ready() {
		return this.reconnector.ready();
	}

	@Override
	public StreamStatus status() {
		return this.reconnector.status();
	}

	@Override
	public ReaderCounters counters() {
		return this.reconnector.counters();
	}

	@Override
	public CompletableFuture<Void> closeAsync(Duration deadline) {
		return this.reconnector.close(deadline).copy();
	}

	@Override
	public void close() {
		ReaderClose.await(this.runtime, this.reconnector, this.settings.closeTimeout());
	}

	ReaderReconnector reconnector() {
		return this.reconnector;
	}

	@Override
	public String toString() {
		return this.reconnector.toString();
	}

	/** A batch that is handed out one by one. */
	private record OpenBatch<T>(DefaultBatch<T> batch, Iterator<ReceivedMessage<T>> messages) {
	}

}
