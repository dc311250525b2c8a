package io.ydbtopic.benchmarks.clients;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

import com.google.protobuf.Timestamp;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromClient;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromServer;
import io.ydbtopic.proto.topic.StreamWriteMessage.InitRequest;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteRequest;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;
import org.jspecify.annotations.Nullable;

/**
 * Generated stubs and hand-made batches: the floor. No reconnect, no order of acks, no
 * futures.
 */
public final class BareWriter implements WriteLoad, ClientResponseObserver<FromClient, FromServer> {

	private final ManagedChannel channel;

	private final int batchSize;

	private final Semaphore room;

	private final int roomSize;

	private final CountDownLatch ready = new CountDownLatch(1);

	private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

	private final Object writable = new Object();

	private final Deque<Runnable> actions = new ConcurrentLinkedDeque<>();

	private @Nullable ClientCallStreamObserver<FromClient> call;

	private WriteRequest.Builder batch = WriteRequest.newBuilder().setCodec(1);

	private final ArrayDeque<Runnable> unsentActions = new ArrayDeque<>();

	private long sequenceNumber;

	/** A writer with so many messages a request. */
	public BareWriter(int port, String topic, int batchSize, int inFlight) throws InterruptedException {
		this.channel = NettyChannelBuilder.forAddress("localhost", port)
			.usePlaintext()
			.maxInboundMessageSize(64 << 20)
			.build();
		this.batchSize = batchSize;
		this.roomSize = inFlight;
		this.room = new Semaphore(inFlight);
		TopicServiceGrpc.newStub(this.channel).streamWrite(this);
		call().onNext(FromClient.newBuilder()
			.setInitRequest(InitRequest.newBuilder().setPath(topic).setProducerId("bare").setMessageGroupId("bare"))
			.build());
		this.ready.await();
	}

	private ClientCallStreamObserver<FromClient> call() {
		ClientCallStreamObserver<FromClient> current = this.call;
		if (current == null) {
			throw new IllegalStateException("not started");
		}
		return current;
	}

	@Override
	public void beforeStart(ClientCallStreamObserver<FromClient> requests) {
		this.call = requests;
		requests.setOnReadyHandler(() -> {
			synchronized (this.writable) {
				this.writable.notifyAll();
			}
		});
	}

	@Override
	public void onNext(FromServer message) {
		if (message.hasInitResponse()) {
			this.ready.countDown();
			return;
		}
		int acks = message.getWriteResponse().getAcksCount();
		this.room.release(acks);
		for (int i = 0; i < acks && !this.actions.isEmpty(); i++) {
			this.actions.remove().run();
		}
	}

	@Override
	public void onError(Throwable error) {
		this.failure.set(error);
		this.ready.countDown();
		this.room.release(this.roomSize);
	}

	@Override
	public void onCompleted() {
		this.room.release(this.roomSize);
	}

	@Override
	public void write(byte[] payload) throws InterruptedException {
		if (!this.room.tryAcquire()) {
			send();
			this.room.acquire();
		}
		long now = System.currentTimeMillis();
		this.batch.addMessages(WriteRequest.MessageData.newBuilder()
			.setSeqNo(++this.sequenceNumber)
			.setCreatedAt(Timestamp.newBuilder().setSeconds(now / 1000).setNanos((int) (now % 1000) * 1_000_000))
			.setData(UnsafeByteOperations.unsafeWrap(payload))
			.setUncompressedSize(payload.length));
		if (this.batch.getMessagesCount() >= this.batchSize) {
			send();
		}
	}

	@Override
	public void write(byte[] payload, Runnable acknowledged) throws InterruptedException {
		this.unsentActions.add(acknowledged);
		write(payload);
	}

	private void send() throws InterruptedException {
		if (this.batch.getMessagesCount() == 0) {
			return;
		}
		Throwable error = this.failure.get();
		if (error != null) {
			throw new IllegalStateException(error);
		}
		ClientCallStreamObserver<FromClient> requests = call();
		if (!requests.isReady()) {
			synchronized (this.writable) {
				while (!requests.isReady()) {
					this.writable.wait(100);
				}
			}
		}
		this.actions.addAll(this.unsentActions);
		this.unsentActions.clear();
		requests.onNext(FromClient.newBuilder().setWriteRequest(this.batch).build());
		this.batch = WriteRequest.newBuilder().setCodec(1);
	}

	@Override
	public void drain() throws InterruptedException {
		send();
		this.room.acquire(this.roomSize);
		this.room.release(this.roomSize);
	}

	@Override
	public void close() {
		call().cancel("done", null);
		this.channel.shutdownNow();
	}

}
