package io.ydbtopic.benchmarks.clients;

import java.time.Duration;

import io.ydbtopic.client.Serializer;
import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.TopicWriter;
import io.ydbtopic.client.WriterSettings;
import io.ydbtopic.client.codec.Codec;

/** This project's writer with its default settings. */
public final class CoreWriter implements WriteLoad {

	private final TopicClient client;

	private final TopicWriter<byte[]> writer;

	private final boolean futures;

	/**
	 * A writer.
	 * @param futures whether a future is made for each message
	 */
	public CoreWriter(int port, Codec codec, boolean futures) throws Exception {
		this.client = TopicClient.connect("grpc://localhost:" + port + "/local");
		this.writer = this.client.writer(WriterSettings.builder("bench").codec(codec).build(), Serializer.bytes());
		this.writer.ready().get();
		this.futures = futures;
	}

	@Override
	public void write(byte[] payload) {
		if (this.futures) {
			this.writer.write(payload);
		}
		else {
			this.writer.send(payload);
		}
	}

	@Override
	public void write(byte[] payload, Runnable acknowledged) {
		this.writer.write(payload).thenRun(acknowledged);
	}

	@Override
	public void drain() throws InterruptedException {
		this.writer.flush(Duration.ofMinutes(1));
	}

	@Override
	public void close() {
		this.client.close();
	}

}
