package io.ydbtopic.benchmarks.clients;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.ydbtopic.client.Deserializer;
import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.ReaderSettings;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.TopicSubscription;
import io.ydbtopic.client.observe.ReaderCounters;

/** This project's subscription with its default settings. */
public final class CoreReader implements ReadLoad {

	private static final CompletionStage<Void> DONE = CompletableFuture.completedFuture(null);

	private final TopicClient client;

	private final TopicSubscription subscription;

	private final Handled handled;

	private final Commit commit;

	/** A reader of a topic that the stub server understands. */
	public CoreReader(int port, List<String> topics, Commit commit, Handled handled) {
		this.handled = handled;
		this.commit = commit;
		this.client = TopicClient.connect("grpc://localhost:" + port + "/local");
		this.subscription = this.client.subscribe(ReaderSettings.of("bench", topics.toArray(String[]::new)),
				Deserializer.bytes(), this::handle);
	}

	private CompletionStage<Void> handle(MessageBatch<byte[]> batch) {
		long bytes = 0;
		for (ReceivedMessage<byte[]> message : batch) {
			ByteBuffer data = message.data();
			bytes += data.remaining();
			if (this.handled.isObserved()) {
				this.handled.show(message.offset(), data);
			}
			if (this.commit == Commit.MESSAGE) {
				message.commit();
			}
		}
		if (this.commit == Commit.BATCH) {
			batch.commit();
		}
		this.handled.add(batch.size(), bytes);
		return DONE;
	}

	@Override
	public double bufferUse() {
		ReaderCounters counters = this.subscription.counters();
		return (double) counters.bufferedBytes() / counters.bufferLimitBytes();
	}

	@Override
	public void close() {
		this.client.close();
	}

}
