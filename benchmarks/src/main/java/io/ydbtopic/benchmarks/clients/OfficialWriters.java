package io.ydbtopic.benchmarks.clients;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import tech.ydb.core.grpc.GrpcTransport;
import tech.ydb.topic.TopicClient;
import tech.ydb.topic.description.Codec;
import tech.ydb.topic.settings.WriterSettings;
import tech.ydb.topic.write.AsyncWriter;
import tech.ydb.topic.write.Message;
import tech.ydb.topic.write.QueueOverflowException;
import tech.ydb.topic.write.WriteAck;

/**
 * The official SDK's asynchronous writers, as they come or with larger buffers and a pool
 * for compression of as many threads as there are processors.
 */
public final class OfficialWriters implements WriterSource {

	private final GrpcTransport transport;

	private final TopicClient client;

	private final String topic;

	private final Codec codec;

	private final boolean tuned;

	private final int inFlight;

	private final AtomicInteger writers = new AtomicInteger();

	/**
	 * A client.
	 * @param inFlight most messages of a writer that wait for their ack
	 */
	public OfficialWriters(int port, String topic, Codec codec, boolean tuned, int inFlight) {
		this.transport = GrpcTransport.forConnectionString("grpc://localhost:" + port + "/local").build();
		TopicClient.Builder builder = TopicClient.newClient(this.transport);
		if (tuned) {
			builder.setCompressionPoolThreadCount(Runtime.getRuntime().availableProcessors());
		}
		this.client = builder.build();
		this.topic = topic;
		this.codec = codec;
		this.tuned = tuned;
		this.inFlight = inFlight;
	}

	@Override
	public WriteLoad open() throws Exception {
		String producer = "official-" + this.writers.incrementAndGet();
		WriterSettings.Builder settings = WriterSettings.newBuilder()
			.setTopicPath(this.topic)
			.setProducerId(producer)
			.setMessageGroupId(producer)
			.setCodec(this.codec);
		if (this.tuned) {
			settings.setMaxSendBufferMemorySize(512L << 20).setMaxSendBufferMessagesCount(1_100_000);
		}
		AsyncWriter writer = this.client.createAsyncWriter(settings.build());
		writer.init().get(10, TimeUnit.SECONDS);
		return new OfficialWriter(writer, this.inFlight);
	}

	@Override
	public void close() {
		this.client.close();
		this.transport.close();
	}

	/** One of them. */
	private static final class OfficialWriter implements WriteLoad {

		private final AsyncWriter writer;

		/** Its writer refuses what does not fit; this waits instead. */
		private final Semaphore room;

		private final int roomSize;

		OfficialWriter(AsyncWriter writer, int inFlight) {
			this.writer = writer;
			this.roomSize = inFlight;
			this.room = new Semaphore(inFlight);
		}

		@Override
		public void write(byte[] payload) throws Exception {
			send(payload).whenComplete(this::done);
		}

		@Override
		public void write(byte[] payload, Runnable acknowledged) throws Exception {
			send(payload).whenComplete((ack, error) -> {
				done(ack, error);
				acknowledged.run();
			});
		}

		private CompletableFuture<WriteAck> send(byte[] payload) throws InterruptedException, QueueOverflowException {
			this.room.acquire();
			return this.writer.send(Message.of(payload));
		}

		private void done(@Nullable WriteAck ack, @Nullable Throwable error) {
			this.room.release();
		}

		@Override
		public void drain() throws InterruptedException {
			this.room.acquire(this.roomSize);
			this.room.release(this.roomSize);
		}

		@Override
		public void close() {
			this.writer.shutdown();
		}

	}

}
