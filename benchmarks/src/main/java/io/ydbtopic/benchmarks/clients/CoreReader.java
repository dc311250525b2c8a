package io.ydbtopic.benchmarks.clients;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.ydbtopic.client.Deserializer;
import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.ReaderSettings;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.client.TopicClient;

/** This project's subscription with its default settings. */
public final class CoreReader implements ReadLoad {

	private static final CompletionStage<Void> DONE = CompletableFuture.completedFuture(null);

	private final TopicClient client;

	private final Handled handled = new Handled();

	private final Commit commit;

	/** A reader of a topic that the stub server understands. */
	public CoreReader(int port, String topic, Commit commit) {
		this.commit = commit;
		this.client = TopicClient.connect("grpc://localhost:" + port + "/local");
		this.client.subscribe(ReaderSettings.of("bench", topic), Deserializer.bytes(), this::handle);
	}

	private CompletionStage<Void> handle(MessageBatch<byte[]> batch) {
		long bytes = 0;
		for (ReceivedMessage<byte[]> message : batch) {
			bytes += message.data().remaining();
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
	public Handled handled() {
		return this.handled;
	}

	@Override
	public void close() {
		this.client.close();
	}

}
