package io.ydbtopic.client.internal.transport;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.grpc.MethodDescriptor;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.Scheduled;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import io.ydbtopic.client.internal.stream.StreamListener;
import org.jspecify.annotations.Nullable;

/**
 * One request with one answer and a time limit that covers all of it, the token and the
 * choice of a node included. The result is always completed, on the loop. Confined to its
 * loop, but for {@link #start}.
 *
 * @param <Q> the request
 * @param <R> the answer
 */
final class UnaryCall<Q, R> implements StreamListener<R> {

	private final SerialLoop loop;

	private final GrpcCall<Q, R> call;

	private final CompletableFuture<R> result = new CompletableFuture<>();

	private Scheduled timeLimit = Scheduled.NONE;

	private @Nullable R answer;

	@SuppressWarnings("this-escape") // the call tells nobody before it is started
	UnaryCall(MethodDescriptor<Q, R> method, CallSite site, SerialLoop loop, String traceId) {
		this.loop = loop;
		this.call = new GrpcCall<>(method, site, loop, traceId, this);
	}

	/** Sends the request. Called once, from any thread. */
	CompletableFuture<R> start(Q request, Duration timeout) {
		this.loop.execute(() -> {
			this.timeLimit = this.loop.schedule(this.call + " time limit", timeout, () -> giveUp(timeout));
			this.call.start();
			// One more than expected: the status comes when nothing else does.
			this.call.request(2);
			this.call.send(request);
			this.call.halfClose();
		});
		return this.result;
	}

	private void giveUp(Duration timeout) {
		if (this.result.isDone()) {
			return;
		}
		String what = this.call + ": no answer within " + timeout + ": " + this.call.progress();
		this.call.cancel("time limit");
		this.result.completeExceptionally(
				new TopicException(what, StatusCode.TRANSPORT_DEADLINE_EXCEEDED, RetryVerdict.RETRY_SLOW));
	}

	@Override
	public void onMessage(R message) {
		this.answer = message;
	}

	@Override
	public void onReady() {
		// The request is on its way already.
	}

	@Override
	public void onClosed(@Nullable TopicException error) {
		this.timeLimit.cancel();
		R message = this.answer;
		if (error != null) {
			this.result.completeExceptionally(error);
		}
		else if (message != null) {
			this.result.complete(message);
		}
		else {
			this.result
				.completeExceptionally(new TopicException(this.call + ": the server ended the call without an answer",
						StatusCode.CLIENT_STREAM_ENDED, RetryVerdict.RETRY_FAST));
		}
	}

}
