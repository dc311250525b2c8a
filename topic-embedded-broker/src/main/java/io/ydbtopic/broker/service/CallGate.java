package io.ydbtopic.broker.service;

import java.util.Set;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.ydbtopic.broker.error.IssueCode;
import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.session.TokenGate;
import io.ydbtopic.proto.auth.v1.AuthServiceGrpc;
import io.ydbtopic.proto.scheme.v1.SchemeServiceGrpc;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;

/**
 * Lets calls in by their token, and hands the token and the address that the client used
 * to those who want them. A login needs no token. Who comes without one, where one is
 * required, is told in different ways: calls about topics and directories get an
 * operation with UNAUTHORIZED, streams that read find out themselves, all others end with
 * the gRPC status UNAUTHENTICATED. Safe for use by many threads.
 */
public final class CallGate implements ServerInterceptor {

	/** The token of a call; empty for none. */
	static final Context.Key<String> TOKEN = Context.keyWithDefault("token", "");

	/** The host and port by which the client reached the broker; empty when unknown. */
	static final Context.Key<String> AUTHORITY = Context.keyWithDefault("authority", "");

	private static final Metadata.Key<String> TICKET = Metadata.Key.of("x-ydb-auth-ticket",
			Metadata.ASCII_STRING_MARSHALLER);

	/** Services whose calls are told in an operation that they need a token. */
	private static final Set<String> TOLD_IN_OPERATION = Set.of(TopicServiceGrpc.SERVICE_NAME,
			SchemeServiceGrpc.SERVICE_NAME);

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
		if (!login && !letIn(call, this.tokens.check(token))) {
			return new ServerCall.Listener<>() {
			};
		}
		String authority = call.getAuthority();
		Context context = Context.current()
			.withValue(TOKEN, token)
			.withValue(AUTHORITY, (authority != null) ? authority : "");
		return Contexts.interceptCall(context, call, headers, next);
	}

	/** Whether the call goes on; when not, it has been answered. */
	private static boolean letIn(ServerCall<?, ?> call, TokenGate.Verdict verdict) {
		return switch (verdict) {
			case GOOD -> true;
			case MISSING -> letInWithout(call);
			case BAD -> {
				call.close(Status.UNAUTHENTICATED.withDescription("The token is not valid"), new Metadata());
				yield false;
			}
			case UNKNOWN -> {
				call.close(Status.UNAVAILABLE.withDescription(TokenGate.UNKNOWN_TEXT), new Metadata());
				yield false;
			}
		};
	}

	private static <R> boolean letInWithout(ServerCall<?, R> call) {
		MethodDescriptor<?, R> method = call.getMethodDescriptor();
		if (TopicServiceGrpc.getStreamReadMethod().getFullMethodName().equals(method.getFullMethodName())) {
			return true;
		}
		boolean unary = method.getType() == MethodDescriptor.MethodType.UNARY;
		if (unary && TOLD_IN_OPERATION.contains(String.valueOf(method.getServiceName()))) {
			call.sendHeaders(new Metadata());
			call.sendMessage(
					Operations.refusal(method, new RejectedException(IssueCode.ACCESS_DENIED, TokenGate.MISSING_TEXT)));
			call.close(Status.OK, new Metadata());
		}
		else {
			call.close(Status.UNAUTHENTICATED.withDescription(TokenGate.MISSING_TEXT), new Metadata());
		}
		return false;
	}

}
