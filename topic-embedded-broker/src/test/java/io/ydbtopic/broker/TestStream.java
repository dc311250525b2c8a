package io.ydbtopic.broker;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;

import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One stream of a test: sends through a raw stub and collects what comes. For one thread.
 */
class TestStream<Q, R> implements AutoCloseable {

	static final Duration PATIENCE = Duration.ofSeconds(10);

	private final BlockingQueue<R> received = new LinkedBlockingQueue<>();

	private final CountDownLatch ended = new CountDownLatch(1);

	private volatile @Nullable Status status;

	private final StreamObserver<Q> requests;

	private volatile @Nullable ClientCallStreamObserver<Q> call;

	TestStream(Function<StreamObserver<R>, StreamObserver<Q>> method) {
		this.requests = method.apply(new ClientResponseObserver<Q, R>() {

			@Override
			public void beforeStart(ClientCallStreamObserver<Q> stream) {
				TestStream.this.call = stream;
			}

			@Override
			public void onNext(R message) {
				TestStream.this.received.add(message);
			}

			@Override
			public void onError(Throwable error) {
				TestStream.this.status = Status.fromThrowable(error);
				TestStream.this.ended.countDown();
			}

			@Override
			public void onCompleted() {
				TestStream.this.status = Status.OK;
				TestStream.this.ended.countDown();
			}

		});
	}

	void send(Q message) {
		this.requests.onNext(message);
	}

	ClientCallStreamObserver<Q> call() {
		return this.call;
	}

	void halfClose() {
		this.requests.onCompleted();
	}

	void cancel() {
		this.call.cancel("the test cancels", null);
	}

	/** The next message. */
	R next() {
		R message = poll(PATIENCE);
		assertThat(message).as("a message of the broker (stream ended with %s)", this.status).isNotNull();
		return message;
	}

	@Nullable R poll(Duration patience) {
		try {
			return this.received.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** The next message that fits; others are passed over. */
	R next(Predicate<R> wanted) {
		R message = next();
		while (!wanted.test(message)) {
			message = next();
		}
		return message;
	}

	/** Nothing has come, and nothing comes for a moment. */
	void assertSilent() {
		assertThat(poll(Duration.ofMillis(150))).isNull();
	}

	Status awaitEnd() {
		try {
			assertThat(this.ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("the stream ends").isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		return this.status;
	}

	boolean isOpen() {
		return this.ended.getCount() > 0;
	}

	@Override
	public void close() {
		if (isOpen()) {
			cancel();
		}
	}

}
