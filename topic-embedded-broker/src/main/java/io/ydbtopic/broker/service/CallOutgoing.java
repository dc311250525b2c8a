package io.ydbtopic.broker.service;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.ydbtopic.broker.session.Outgoing;
import io.ydbtopic.broker.session.StreamEnd;

/**
 * The way back over a gRPC call. Called from the session's queue only.
 *
 * @param <R> what is sent
 */
final class CallOutgoing<R> implements Outgoing<R> {

	private final ServerCall<?, R> call;

	CallOutgoing(ServerCall<?, R> call) {
		this.call = call;
	}

	@Override
	public void send(R message) {
		if (!this.call.isCancelled()) {
			this.call.sendMessage(message);
		}
	}

	@Override
	public boolean isReady() {
		return this.call.isReady();
	}

	@Override
	public void pull(int count) {
		this.call.request(count);
	}

	@Override
	public void end(StreamEnd end, String text) {
		Status status = switch (end) {
			case OK -> Status.OK;
			case UNAVAILABLE -> Status.UNAVAILABLE.withDescription(text);
			case UNAUTHENTICATED -> Status.UNAUTHENTICATED.withDescription(text);
			case RESOURCE_EXHAUSTED -> Status.RESOURCE_EXHAUSTED.withDescription(text);
		};
		this.call.close(status, new Metadata());
	}

}
