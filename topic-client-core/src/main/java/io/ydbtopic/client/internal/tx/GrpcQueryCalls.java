package io.ydbtopic.client.internal.tx;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.internal.stream.StreamTransport;
import io.ydbtopic.client.internal.transport.GrpcTransport;
import io.ydbtopic.proto.query.AttachSessionRequest;
import io.ydbtopic.proto.query.BeginTransactionRequest;
import io.ydbtopic.proto.query.BeginTransactionResponse;
import io.ydbtopic.proto.query.CommitTransactionRequest;
import io.ydbtopic.proto.query.CommitTransactionResponse;
import io.ydbtopic.proto.query.CreateSessionRequest;
import io.ydbtopic.proto.query.CreateSessionResponse;
import io.ydbtopic.proto.query.DeleteSessionRequest;
import io.ydbtopic.proto.query.DeleteSessionResponse;
import io.ydbtopic.proto.query.RollbackTransactionRequest;
import io.ydbtopic.proto.query.RollbackTransactionResponse;
import io.ydbtopic.proto.query.SessionState;
import io.ydbtopic.proto.query.v1.QueryServiceGrpc;
import io.ydbtopic.proto.topic.UpdateOffsetsInTransactionRequest;
import io.ydbtopic.proto.topic.UpdateOffsetsInTransactionResponse;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;

/**
 * The requests over the client's transport. Thread-safe.
 */
public final class GrpcQueryCalls implements QueryCalls {

	private final GrpcTransport transport;

	public GrpcQueryCalls(GrpcTransport transport) {
		this.transport = transport;
	}

	@Override
	public CompletableFuture<CreateSessionResponse> create(Duration timeout) {
		return this.transport.unary(QueryServiceGrpc.getCreateSessionMethod(),
				CreateSessionRequest.getDefaultInstance(), timeout);
	}

	@Override
	public StreamTransport<AttachSessionRequest, SessionState> attach(int node) {
		return this.transport.streamAt(QueryServiceGrpc.getAttachSessionMethod(), node);
	}

	@Override
	public CompletableFuture<DeleteSessionResponse> delete(int node, DeleteSessionRequest request, Duration timeout) {
		return this.transport.unaryAt(QueryServiceGrpc.getDeleteSessionMethod(), node, request, timeout);
	}

	@Override
	public CompletableFuture<BeginTransactionResponse> begin(int node, BeginTransactionRequest request,
			Duration timeout) {
		return this.transport.unaryAt(QueryServiceGrpc.getBeginTransactionMethod(), node, request, timeout);
	}

	@Override
	public CompletableFuture<CommitTransactionResponse> commit(int node, CommitTransactionRequest request,
			Duration timeout) {
		return this.transport.unaryAt(QueryServiceGrpc.getCommitTransactionMethod(), node, request, timeout);
	}

	@Override
	public CompletableFuture<RollbackTransactionResponse> rollback(int node, RollbackTransactionRequest request,
			Duration timeout) {
		return this.transport.unaryAt(QueryServiceGrpc.getRollbackTransactionMethod(), node, request, timeout);
	}

	@Override
	public CompletableFuture<UpdateOffsetsInTransactionResponse> updateOffsets(int node,
			UpdateOffsetsInTransactionRequest request, Duration timeout) {
		return this.transport.unaryAt(TopicServiceGrpc.getUpdateOffsetsInTransactionMethod(), node, request, timeout);
	}

}
