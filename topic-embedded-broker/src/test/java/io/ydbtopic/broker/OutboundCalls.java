package io.ydbtopic.broker;

import java.util.function.BiConsumer;

import io.grpc.ForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/**
 * Shows a test what the broker calls on gRPC: the name of the method of the call, and the
 * message or null. The observer runs on the broker's thread, before the call.
 */
record OutboundCalls(BiConsumer<String, Object> observer) implements ServerInterceptor {

	@Override
	public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
			ServerCallHandler<Q, R> next) {
		BiConsumer<String, Object> seen = this.observer;
		return next.startCall(new ForwardingServerCall.SimpleForwardingServerCall<>(call) {

			@Override
			public void request(int numMessages) {
				seen.accept("request", null);
				super.request(numMessages);
			}

			@Override
			public void sendHeaders(Metadata sent) {
				seen.accept("sendHeaders", null);
				super.sendHeaders(sent);
			}

			@Override
			public void sendMessage(R message) {
				seen.accept("sendMessage", message);
				super.sendMessage(message);
			}

			@Override
			public void close(Status status, Metadata trailers) {
				seen.accept("close", null);
				super.close(status, trailers);
			}

		}, headers);
	}

}
