package io.ydbtopic.benchmarks.clients;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import tech.ydb.core.grpc.GrpcTransport;
import tech.ydb.topic.TopicClient;
import tech.ydb.topic.description.Codec;
import tech.ydb.topic.settings.WriterSettings;
import tech.ydb.topic.write.AsyncWriter;
import tech.ydb.topic.write.Message;
import tech.ydb.topic.write.QueueOverflowException;
import tech.ydb.topic.write.WriteAck;

/** The official SDK's asynchronous writer, as it comes or with larger buffers. */
public final class OfficialWriter implements WriteLoad {

	private final GrpcTransport transport;

	private final TopicClient client;

	private final AsyncWriter writer;

	/** Its writer refuses what does not fit; this waits instead. */
	private final Semaphore room;

	private final int roomSize;

	/** A writer. */
	public OfficialWriter(int port, boolean tuned, Codec codec, int inFlight) throws Exception {
		this.transport = GrpcTransport.forConnectionString("grpc://localhost:" + port + "/local").build();
		TopicClient.Builder builder = TopicClient.newClient(this.transport);
		if (tuned) {
			builder.setCompressionPoolThreadCount(2);
		}
		this.client = builder.build();
		WriterSettings.Builder settings = WriterSettings.newBuilder()
			.setTopicPath("bench")
			.setProducerId("official")
			.setMessageGroupId("official")
			.setCodec(codec);
		if (tuned) {
			settings.setMaxSendBufferMemorySize(256L << 20).setMaxSendBufferMessagesCount(1_000_000);
		}
		this.writer = this.client.createAsyncWriter(settings.build());
		this.writer.init().get(10, TimeUnit.SECONDS);
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
		this.writer.shutdown().orTimeout(10, TimeUnit.SECONDS).join();
		this.client.close();
		this.transport.close();
	}

}
