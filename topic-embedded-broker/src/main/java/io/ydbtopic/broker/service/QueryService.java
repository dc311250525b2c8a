package io.ydbtopic.broker.service;

import java.util.concurrent.Executor;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.query.StatementRunner;
import io.ydbtopic.broker.tx.QuerySession;
import io.ydbtopic.broker.tx.QuerySessions;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.query.AttachSessionRequest;
import io.ydbtopic.proto.query.BeginTransactionRequest;
import io.ydbtopic.proto.query.BeginTransactionResponse;
import io.ydbtopic.proto.query.CommitTransactionRequest;
import io.ydbtopic.proto.query.CommitTransactionResponse;
import io.ydbtopic.proto.query.CreateSessionRequest;
import io.ydbtopic.proto.query.CreateSessionResponse;
import io.ydbtopic.proto.query.DeleteSessionRequest;
import io.ydbtopic.proto.query.DeleteSessionResponse;
import io.ydbtopic.proto.query.ExecuteQueryRequest;
import io.ydbtopic.proto.query.ExecuteQueryResponsePart;
import io.ydbtopic.proto.query.RollbackTransactionRequest;
import io.ydbtopic.proto.query.RollbackTransactionResponse;
import io.ydbtopic.proto.query.SessionState;
import io.ydbtopic.proto.query.TransactionMeta;
import io.ydbtopic.proto.query.v1.QueryServiceGrpc;

/**
 * Query sessions and transactions, at one node. Safe for use by many threads.
 */
public final class QueryService extends QueryServiceGrpc.QueryServiceImplBase {

	private final QuerySessions sessions;

	private final int node;

	private final Executor executor;

	private final QueryAnswers answers;

	private final QueryExecution execution;

	/**
	 * Serves a broker's query sessions.
	 * @param sessions the sessions
	 * @param runner carries statements out
	 * @param node the node that is asked here
	 * @param open where calls are listed that wait
	 * @param executor runs the calls
	 */
	public QueryService(QuerySessions sessions, StatementRunner runner, int node, OpenAnswers open, Executor executor) {
		this.sessions = sessions;
		this.node = node;
		this.executor = executor;
		this.answers = new QueryAnswers(executor, open);
		this.execution = new QueryExecution(runner);
	}

	@Override
	public void createSession(CreateSessionRequest request, StreamObserver<CreateSessionResponse> observer) {
		this.answers.answer(observer,
				(status, issues) -> CreateSessionResponse.newBuilder().setStatus(status).addAllIssues(issues).build(),
				(answer) -> answer.send(CreateSessionResponse.newBuilder()
					.setStatus(StatusCode.SUCCESS)
					.setSessionId(this.sessions.create(this.node).id())
					.setNodeId(this.node)
					.build()));
	}

	@Override
	public void attachSession(AttachSessionRequest request, StreamObserver<SessionState> observer) {
		new AttachedSession((ServerCallStreamObserver<SessionState>) observer, this.executor).attach(this.sessions,
				request.getSessionId(), this.node);
	}

	@Override
	public void deleteSession(DeleteSessionRequest request, StreamObserver<DeleteSessionResponse> observer) {
		this.answers.answer(observer,
				(status, issues) -> DeleteSessionResponse.newBuilder().setStatus(status).addAllIssues(issues).build(),
				(answer) -> {
					this.sessions.end(this.sessions.get(request.getSessionId(), this.node), null);
					answer.send(DeleteSessionResponse.newBuilder().setStatus(StatusCode.SUCCESS).build());
				});
	}

	@Override
	public void beginTransaction(BeginTransactionRequest request, StreamObserver<BeginTransactionResponse> observer) {
		this.answers.answer(
				observer, (status,
						issues) -> BeginTransactionResponse.newBuilder().setStatus(status).addAllIssues(issues).build(),
				(answer) -> inSession(request.getSessionId(), answer, (session, left) -> {
					if (!request.hasTxSettings()) {
						throw RejectedException
							.badRequest("The transaction settings are missing (expected serializable_read_write)");
					}
					left.send(BeginTransactionResponse.newBuilder()
						.setStatus(StatusCode.SUCCESS)
						.setTxMeta(TransactionMeta.newBuilder().setId(session.begin(request.getTxSettings())))
						.build());
				}));
	}

	@Override
	public void commitTransaction(CommitTransactionRequest request,
			StreamObserver<CommitTransactionResponse> observer) {
		this.answers.answer(observer, (status,
				issues) -> CommitTransactionResponse.newBuilder().setStatus(status).addAllIssues(issues).build(),
				(answer) -> inSession(request.getSessionId(), answer,
						(session, left) -> session.commit(request.getTxId(), () -> sendCommitted(left,
								CommitTransactionResponse.newBuilder().setStatus(StatusCode.SUCCESS).build()))));
	}

	@Override
	public void rollbackTransaction(RollbackTransactionRequest request,
			StreamObserver<RollbackTransactionResponse> observer) {
		this.answers.answer(observer, (status,
				issues) -> RollbackTransactionResponse.newBuilder().setStatus(status).addAllIssues(issues).build(),
				(answer) -> inSession(request.getSessionId(), answer, (session, left) -> {
					session.rollback(request.getTxId());
					left.send(RollbackTransactionResponse.newBuilder().setStatus(StatusCode.SUCCESS).build());
				}));
	}

	@Override
	public void executeQuery(ExecuteQueryRequest request, StreamObserver<ExecuteQueryResponsePart> observer) {
		this.answers.answer(
				observer, (status,
						issues) -> ExecuteQueryResponsePart.newBuilder().setStatus(status).addAllIssues(issues).build(),
				(answer) -> inSession(request.getSessionId(), answer, (session, left) -> this.execution.run(request,
						session, left::send, (part) -> sendCommitted(left, part))));
	}

	private <R> void sendCommitted(QueryAnswers.Answer<R> answer, R response) {
		if (this.sessions.losesAnswer()) {
			answer.lose();
		}
		else {
			answer.send(response);
		}
	}

	/** Work of which a session does one at a time. */
	@FunctionalInterface
	private interface SessionWork<R> {

		void run(QuerySession session, QueryAnswers.Answer<R> answer);

	}

	private <R> void inSession(String sessionId, QueryAnswers.Answer<R> answer, SessionWork<R> work) {
		QuerySession session = this.sessions.get(sessionId, this.node);
		session.enter();
		try {
			work.run(session, new LeavingAnswer<>(session, answer));
		}
		catch (RuntimeException ex) {
			session.leave();
			throw ex;
		}
	}

	/** Lets the session take the next request before the client can send it. */
	private record LeavingAnswer<R>(QuerySession session,
			QueryAnswers.Answer<R> answer) implements QueryAnswers.Answer<R> {

		@Override
		public void send(R response) {
			this.session.leave();
			this.answer.send(response);
		}

		@Override
		public void lose() {
			this.session.leave();
			this.answer.lose();
		}

	}

}
