package io.ydbtopic.client.internal.tx;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.ydbtopic.client.error.TopicException;
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

	/** The requests that a transaction is made of, in their order. */
	enum Step {

		CREATE, ATTACH, BEGIN, OFFSETS, COMMIT, ROLLBACK

	}

	final ScriptedTransport<AttachSessionRequest, SessionState> attached = new ScriptedTransport<>();

	/** What was asked, in order. */
	final List<String> asked = new ArrayList<>();

	final List<UpdateOffsetsInTransactionRequest> offsets = new ArrayList<>();

	/** What the server answers; success where nothing is said. */
	final Map<Step, StatusCode> statuses = new EnumMap<>(Step.class);

	/** How calls end instead of with an answer. */
	final Map<Step, TopicException> breaks = new EnumMap<>(Step.class);

	/** Requests whose answers wait for the test. */
	final Map<Step, CompletableFuture<Void>> held = new EnumMap<>(Step.class);

	/** With how much time each request came. */
	final Map<Step, Duration> timeouts = new EnumMap<>(Step.class);

	boolean answersCreate = true;

	boolean answersAttach = true;

	/** Where sessions are made. */
	int node = 1;

	/** Where each transactional request went. */
	final Map<Step, Integer> nodes = new EnumMap<>(Step.class);

	private int sessions;

	ScriptedQueryCalls() {
		this.attached.onOpen((call) -> {
			call.onHalfClose(() -> {
				// The server goes on as long as the session lives.
			});
			call.onMessage((request) -> {
				TopicException broken = this.breaks.get(Step.ATTACH);
				if (broken != null) {
					call.end(broken);
				}
				else if (this.answersAttach) {
					call.reply(SessionState.newBuilder().setStatus(status(Step.ATTACH)).build());
				}
			});
		});
	}

	private StatusCode status(Step step) {
		return this.statuses.getOrDefault(step, StatusCode.SUCCESS);
	}

	/** The answer is made when it is given: the test may change its mind meanwhile. */
	private <R> CompletableFuture<R> answer(Step step, Duration timeout, Supplier<R> response) {
		this.timeouts.put(step, timeout);
		CompletableFuture<Void> begun = this.held.getOrDefault(step, CompletableFuture.completedFuture(null));
		return begun.thenApply((done) -> {
			TopicException broken = this.breaks.get(step);
			if (broken != null) {
				throw broken;
			}
			return response.get();
		});
	}

	@Override
	public CompletableFuture<CreateSessionResponse> create(Duration timeout) {
		this.asked.add("create");
		if (!this.answersCreate) {
			return new CompletableFuture<>();
		}
		return answer(Step.CREATE, timeout,
				() -> CreateSessionResponse.newBuilder()
					.setStatus(status(Step.CREATE))
					.setSessionId("s" + ++this.sessions)
					.setNodeId(this.node)
					.build());
	}

	@Override
	public StreamTransport<AttachSessionRequest, SessionState> attach(int node) {
		return this.attached;
	}

	@Override
	public CompletableFuture<DeleteSessionResponse> delete(int node, DeleteSessionRequest request, Duration timeout) {
		this.asked.add("delete " + request.getSessionId());
		return CompletableFuture
			.completedFuture(DeleteSessionResponse.newBuilder().setStatus(StatusCode.SUCCESS).build());
	}

	@Override
	public CompletableFuture<BeginTransactionResponse> begin(int node, BeginTransactionRequest request,
			Duration timeout) {
		this.asked.add("begin " + request.getSessionId());
		this.nodes.put(Step.BEGIN, node);
		return answer(Step.BEGIN, timeout,
				() -> BeginTransactionResponse.newBuilder()
					.setStatus(status(Step.BEGIN))
					.setTxMeta(TransactionMeta.newBuilder().setId("t" + this.asked.size()))
					.build());
	}

	@Override
	public CompletableFuture<CommitTransactionResponse> commit(int node, CommitTransactionRequest request,
			Duration timeout) {
		this.asked.add("commit " + request.getSessionId());
		this.nodes.put(Step.COMMIT, node);
		return answer(Step.COMMIT, timeout,
				() -> CommitTransactionResponse.newBuilder().setStatus(status(Step.COMMIT)).build());
	}

	@Override
	public CompletableFuture<RollbackTransactionResponse> rollback(int node, RollbackTransactionRequest request,
			Duration timeout) {
		this.asked.add("rollback " + request.getSessionId());
		this.nodes.put(Step.ROLLBACK, node);
		return answer(Step.ROLLBACK, timeout,
				() -> RollbackTransactionResponse.newBuilder().setStatus(status(Step.ROLLBACK)).build());
	}

	@Override
	public CompletableFuture<UpdateOffsetsInTransactionResponse> updateOffsets(int node,
			UpdateOffsetsInTransactionRequest request, Duration timeout) {
		this.asked.add("offsets of " + request.getConsumer());
		this.offsets.add(request);
		this.nodes.put(Step.OFFSETS, node);
		return answer(Step.OFFSETS, timeout,
				() -> UpdateOffsetsInTransactionResponse.newBuilder()
					.setOperation(Operation.newBuilder().setReady(true).setStatus(status(Step.OFFSETS)))
					.build());
	}

}
