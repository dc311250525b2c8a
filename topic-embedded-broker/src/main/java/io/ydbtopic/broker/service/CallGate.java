package io.ydbtopic.broker.service;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.ydbtopic.broker.session.TokenGate;
import io.ydbtopic.proto.auth.v1.AuthServiceGrpc;

/**
 * Lets calls in by their token, and hands the token and the address that the client used
 * to those who want them. A login needs no token. Safe for use by many threads.
 */
public final class CallGate implements ServerInterceptor {

	/** The token of a call; empty for none. */
	static final Context.Key<String> TOKEN = Context.keyWithDefault("token", "");

	/** The host and port by which the client reached the broker; empty when unknown. */
	static final Context.Key<String> AUTHORITY = Context.keyWithDefault("authority", "");

	private static final Metadata.Key<String> TICKET = Metadata.Key.of("x-ydb-auth-ticket",
			Metadata.ASCII_STRING_MARSHALLER);

	private final TokenGate tokens;

	/**
	 * Guards a server.
	 * @param tokens which tokens are good
	 */
	public CallGate(TokenGate tokens) {
		this.tokens = tokens;
	}

	@Override
	public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
			ServerCallHandler<Q, R> next) {
		String ticket = headers.get(TICKET);
		String token = (ticket != null) ? ticket : "";
		boolean login = AuthServiceGrpc.SERVICE_NAME.equals(call.getMethodDescriptor().getServiceName());
		if (!login && !this.tokens.accepts(token)) {
			String text = token.isEmpty() ? "A token is required" : "The token is not valid";
			call.close(Status.UNAUTHENTICATED.withDescription(text), new Metadata());
			return new ServerCall.Listener<>() {
			};
		}
		String authority = call.getAuthority();
		Context context = Context.current()
			.withValue(TOKEN, token)
			.withValue(AUTHORITY, (authority != null) ? authority : "");
		return Contexts.interceptCall(context, call, headers, next);
	}

}
