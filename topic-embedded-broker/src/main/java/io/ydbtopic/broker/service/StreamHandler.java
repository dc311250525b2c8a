package io.ydbtopic.broker.service;

import java.net.InetSocketAddress;
import java.net.SocketAddress;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.session.Caller;
import io.ydbtopic.broker.session.Outgoing;
import io.ydbtopic.broker.session.StreamEnd;
import io.ydbtopic.broker.session.StreamSession;

/**
 * Connects the calls of a bidirectional method with sessions. Safe for use by many
 * threads.
 *
 * @param <Q> what the client sends
 * @param <R> what is sent to the client
 */
final class StreamHandler<Q, R> implements ServerCallHandler<Frame<Q>, R> {

	/** The largest frame that the real server takes. */
	static final int FRAME_BYTES_MAX = 64_000_000;

	private final SessionFactory<Q, R> sessions;

	private final int node;

	private StreamHandler(SessionFactory<Q, R> sessions, int node) {
		this.sessions = sessions;
		this.node = node;
	}

	/**
	 * Makes a session for a call.
	 *
	 * @param <Q> what the client sends
	 * @param <R> what is sent to the client
	 */
	@FunctionalInterface
	interface SessionFactory<Q, R> {

		StreamSession<Q, R> open(Outgoing<R> out, Caller caller);

	}

	static <Q, R> ServerMethodDefinition<Frame<Q>, R> method(MethodDescriptor<Q, R> method, int node,
			SessionFactory<Q, R> sessions) {
		MethodDescriptor<Frame<Q>, R> framed = method
			.toBuilder(new FrameMarshaller<>(method.getRequestMarshaller(), FRAME_BYTES_MAX),
					method.getResponseMarshaller())
			.build();
		return ServerMethodDefinition.create(framed, new StreamHandler<>(sessions, node));
	}

	@Override
	public ServerCall.Listener<Frame<Q>> startCall(ServerCall<Frame<Q>, R> call, Metadata headers) {
		call.sendHeaders(new Metadata());
		StreamSession<Q, R> session = this.sessions.open(new CallOutgoing<>(call),
				new Caller(peer(call), CallGate.TOKEN.get(), this.node));
		session.opened();
		return new SessionListener<>(session);
	}

	private static String peer(ServerCall<?, ?> call) {
		SocketAddress address = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
		if (address instanceof InetSocketAddress inet && inet.getAddress() != null) {
			return inet.getAddress().getHostAddress();
		}
		return String.valueOf(address);
	}

	private static final class SessionListener<Q> extends ServerCall.Listener<Frame<Q>> {

		private final StreamSession<Q, ?> session;

		SessionListener(StreamSession<Q, ?> session) {
			this.session = session;
		}

		@Override
		public void onMessage(Frame<Q> frame) {
			Q message = frame.message();
			if (message != null) {
				this.session.received(message, frame.size());
			}
			else if (frame.size() <= FRAME_BYTES_MAX) {
				this.session
					.fail(RejectedException.badRequest("A message is not well formed (expected one of the protocol)"));
			}
			else {
				this.session.close(StreamEnd.RESOURCE_EXHAUSTED,
						"Received message larger than max (" + frame.size() + " vs. " + FRAME_BYTES_MAX + ")");
			}
		}

		@Override
		public void onHalfClose() {
			this.session.halfClosed();
		}

		@Override
		public void onCancel() {
			this.session.cancelled();
		}

		@Override
		public void onReady() {
			this.session.ready();
		}

	}

}
