package io.ydbtopic.client.internal.read;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.Deserializer;
import io.ydbtopic.client.PartitionHandler;
import io.ydbtopic.client.ReaderSettings;
import io.ydbtopic.client.TopicSubscription;
import io.ydbtopic.client.codec.CodecRegistry;
import io.ydbtopic.client.internal.runtime.ClientRuntime;
import io.ydbtopic.client.internal.stream.StreamStatusTracker;
import io.ydbtopic.client.observe.ReaderCounters;
import io.ydbtopic.client.observe.StreamStatus;

/**
 * The reader that hands its batches to a handler. Thread-safe.
 */
public final class DefaultTopicSubscription implements TopicSubscription {

	private final ClientRuntime runtime;

	private final ReaderSettings settings;

	private final ReaderReconnector reconnector;

	private final Delivery delivery;

	public <T> DefaultTopicSubscription(String id, ClientRuntime runtime, ReadStreams streams, ReaderSettings settings,
			Deserializer<? extends T> deserializer, CodecRegistry codecs, PartitionHandler<T> handler,
			ConsumerLookup lookup, StreamStatusTracker status) {
		this.runtime = runtime;
		this.settings = settings;
		this.reconnector = new ReaderReconnector(id, runtime, streams, settings, handler, lookup, status);
		PayloadReader<T> payloads = new PayloadReader<>(deserializer, codecs, settings.maxMessageBytes());
		this.delivery = new PushDelivery<>(new BatchAssembly<>(payloads, settings, this.reconnector.meters()),
				this.reconnector.sessions(), this.reconnector.loop(), handler);
	}

	/** Begins to connect. */
	public void start() {
		this.reconnector.start(this.delivery);
	}

	@Override
	public CompletableFuture<Void> ready() {
		return this.reconnector.ready();
	}

	@Override
	public CompletableFuture<Void> terminated() {
		return this.reconnector.terminated();
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
	public void pause(boolean paused) {
		this.reconnector.pause(paused);
	}

	@Override
	public void pause(String topic, long partitionId, boolean paused) {
		this.reconnector.pause(topic, partitionId, paused);
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

}
