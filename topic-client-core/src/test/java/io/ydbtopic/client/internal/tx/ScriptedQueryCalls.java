package io.ydbtopic.client.internal.tx;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.internal.stream.ScriptedTransport;
import io.ydbtopic.client.internal.stream.StreamTransport;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.operation.Operation;
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
import io.ydbtopic.proto.query.TransactionMeta;
import io.ydbtopic.proto.topic.UpdateOffsetsInTransactionRequest;
import io.ydbtopic.proto.topic.UpdateOffsetsInTransactionResponse;

/** A server of query sessions that answers at once, or not, as a test tells it. */
final class ScriptedQueryCalls implements QueryCalls {

	final ScriptedTransport<AttachSessionRequest, SessionState> attached = new ScriptedTransport<>();

	/** What was asked, in order. */
	final List<String> asked = new ArrayList<>();

	final List<UpdateOffsetsInTransactionRequest> offsets = new ArrayList<>();

	StatusCode createStatus = StatusCode.SUCCESS;

	StatusCode attachStatus = StatusCode.SUCCESS;

	StatusCode beginStatus = StatusCode.SUCCESS;

	StatusCode offsetsStatus = StatusCode.SUCCESS;

	boolean answersCreate = true;

	boolean answersAttach = true;

	private int sessions;

	ScriptedQueryCalls() {
		this.attached.onOpen((call) -> {
			call.onHalfClose(() -> {
				// The server goes on as long as the session lives.
			});
			call.onMessage((request) -> {
				if (this.answersAttach) {
					call.reply(SessionState.newBuilder().setStatus(this.attachStatus).build());
				}
			});
		});
	}

	private static <R> CompletableFuture<R> done(R response) {
		return CompletableFuture.completedFuture(response);
	}

	@Override
	public CompletableFuture<CreateSessionResponse> create(Duration timeout) {
		this.asked.add("create");
		if (!this.answersCreate) {
			return new CompletableFuture<>();
		}
		return done(CreateSessionResponse.newBuilder()
			.setStatus(this.createStatus)
			.setSessionId("s" + ++this.sessions)
			.setNodeId(1)
			.build());
	}

	@Override
	public StreamTransport<AttachSessionRequest, SessionState> attach(int node) {
		return this.attached;
	}

	@Override
	public CompletableFuture<DeleteSessionResponse> delete(int node, DeleteSessionRequest request, Duration timeout) {
		this.asked.add("delete " + request.getSessionId());
		return done(DeleteSessionResponse.newBuilder().setStatus(StatusCode.SUCCESS).build());
	}

	@Override
	public CompletableFuture<BeginTransactionResponse> begin(int node, BeginTransactionRequest request,
			Duration timeout) {
		this.asked.add("begin " + request.getSessionId());
		return done(BeginTransactionResponse.newBuilder()
			.setStatus(this.beginStatus)
			.setTxMeta(TransactionMeta.newBuilder().setId("t" + this.asked.size()))
			.build());
	}

	@Override
	public CompletableFuture<CommitTransactionResponse> commit(int node, CommitTransactionRequest request,
			Duration timeout) {
		this.asked.add("commit " + request.getSessionId());
		return done(CommitTransactionResponse.newBuilder().setStatus(StatusCode.SUCCESS).build());
	}

	@Override
	public CompletableFuture<RollbackTransactionResponse> rollback(int node, RollbackTransactionRequest request,
			Duration timeout) {
		this.asked.add("rollback " + request.getSessionId());
		return done(RollbackTransactionResponse.newBuilder().setStatus(StatusCode.SUCCESS).build());
	}

	@Override
	public CompletableFuture<UpdateOffsetsInTransactionResponse> updateOffsets(int node,
			UpdateOffsetsInTransactionRequest request, Duration timeout) {
		this.asked.add("offsets of " + request.getConsumer());
		this.offsets.add(request);
		return done(UpdateOffsetsInTransactionResponse.newBuilder()
			.setOperation(Operation.newBuilder().setReady(true).setStatus(this.offsetsStatus))
			.build());
	}

}
