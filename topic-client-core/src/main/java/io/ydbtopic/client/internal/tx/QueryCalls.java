package io.ydbtopic.client.internal.tx;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.internal.stream.StreamTransport;
import io.ydbtopic.proto.query.AttachSessionRequest;
import io.ydbtopic.proto.query.BeginTransactionRequest;
import io.ydbtopic.proto.query.BeginTransactionResponse;
import io.ydbtopic.proto.query.CommitTransactionRequest;
import io.ydbtopic.proto.query.CommitTransactionResponse;
import io.ydbtopic.proto.query.CreateSessionResponse;
import io.ydbtopic.proto.query.DeleteSessionRequest;
import io.ydbtopic.proto.query.DeleteSessionResponse;
import io.ydbtopic.proto.query.RollbackTransactionRequest;
import io.ydbtopic.proto.query.RollbackTransactionResponse;
import io.ydbtopic.proto.query.SessionState;
import io.ydbtopic.proto.topic.UpdateOffsetsInTransactionRequest;
import io.ydbtopic.proto.topic.UpdateOffsetsInTransactionResponse;

/**
 * The requests of the query and topic services that transactions are made of. All but the
 * first go to the node of the session. Futures fail with a
 * {@link io.ydbtopic.client.error.TopicException} and always complete in time.
 */
public interface QueryCalls {

	CompletableFuture<CreateSessionResponse> create(Duration timeout);

	/** Opens the stream that a session lives as long as. */
	StreamTransport<AttachSessionRequest, SessionState> attach(int node);

	CompletableFuture<DeleteSessionResponse> delete(int node, DeleteSessionRequest request, Duration timeout);

	CompletableFuture<BeginTransactionResponse> begin(int node, BeginTransactionRequest request, Duration timeout);

	CompletableFuture<CommitTransactionResponse> commit(int node, CommitTransactionRequest request, Duration timeout);

	CompletableFuture<RollbackTransactionResponse> rollback(int node, RollbackTransactionRequest request,
			Duration timeout);

	CompletableFuture<UpdateOffsetsInTransactionResponse> updateOffsets(int node,
			UpdateOffsetsInTransactionRequest request, Duration timeout);

}
