package io.ydbtopic.benchmarks.clients;

import java.time.Duration;

import io.ydbtopic.client.Serializer;
import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.TopicWriter;
import io.ydbtopic.client.WriterSettings;
import io.ydbtopic.client.codec.Codec;
import io.ydbtopic.client.observe.WriterCounters;

/** This project's writers with their default settings. */
public final class CoreWriters implements WriterSource {

	private final TopicClient client;

	private final WriterSettings settings;

	private final boolean futures;

	/**
	 * A client.
	 * @param bufferBytes of each writer; 0 leaves the default
	 * @param futures whether a future is made for each message
	 */
	public CoreWriters(int port, String topic, Codec codec, long bufferBytes, boolean futures) {
		this.client = TopicClient.connect("grpc://localhost:" + port + "/local");
		WriterSettings.Builder builder = WriterSettings.builder(topic).codec(codec);
		if (bufferBytes > 0) {
			builder.bufferMaxBytes(bufferBytes);
		}
		this.settings = builder.build();
		this.futures = futures;
	}

	@Override
	public WriteLoad open() throws Exception {
		TopicWriter<byte[]> writer = this.client.writer(this.settings, Serializer.bytes());
		writer.ready().get();
		return new CoreWriter(writer, this.futures);
	}

	@Override
	public void close() {
		this.client.close();
	}

	/** A writer, however it was made. */
	public record CoreWriter(TopicWriter<byte[]> writer, boolean futures) implements WriteLoad {

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
		public double bufferUse() {
			WriterCounters counters = this.writer.counters();
			return (double) counters.bufferedBytes() / counters.bufferLimitBytes();
		}

		@Override
		public void drain() throws InterruptedException {
			this.writer.flush(Duration.ofMinutes(1));
		}

		@Override
		public void close() {
			this.writer.close();
		}

	}

}
