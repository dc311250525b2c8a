package io.ydbtopic.broker.service;

import java.util.concurrent.Executor;

import com.google.protobuf.Empty;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.stub.StreamObserver;
import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.query.Statement;
import io.ydbtopic.broker.query.StatementParser;
import io.ydbtopic.broker.query.StatementRunner;
import io.ydbtopic.broker.tx.QuerySession;
import io.ydbtopic.broker.tx.TableSessions;
import io.ydbtopic.proto.query.TransactionSettings;
import io.ydbtopic.proto.table.BeginTransactionRequest;
import io.ydbtopic.proto.table.BeginTransactionResponse;
import io.ydbtopic.proto.table.BeginTransactionResult;
import io.ydbtopic.proto.table.CommitTransactionRequest;
import io.ydbtopic.proto.table.CommitTransactionResponse;
import io.ydbtopic.proto.table.CommitTransactionResult;
import io.ydbtopic.proto.table.CreateSessionRequest;
import io.ydbtopic.proto.table.CreateSessionResponse;
import io.ydbtopic.proto.table.CreateSessionResult;
import io.ydbtopic.proto.table.DeleteSessionRequest;
import io.ydbtopic.proto.table.DeleteSessionResponse;
import io.ydbtopic.proto.table.ExecuteSchemeQueryRequest;
import io.ydbtopic.proto.table.ExecuteSchemeQueryResponse;
import io.ydbtopic.proto.table.KeepAliveRequest;
import io.ydbtopic.proto.table.KeepAliveResponse;
import io.ydbtopic.proto.table.KeepAliveResult;
import io.ydbtopic.proto.table.KeepAliveResult.SessionStatus;
import io.ydbtopic.proto.table.RollbackTransactionRequest;
import io.ydbtopic.proto.table.RollbackTransactionResponse;
import io.ydbtopic.proto.table.TransactionMeta;
import io.ydbtopic.proto.table.v1.TableServiceGrpc;

/**
 * As much of the table service as test suites ask for to see whether a server is ready,
 * and transactions, which topics take part in. A table that is made is not kept: there
 * are none. Safe for use by many threads.
 */
public final class TableService extends TableServiceGrpc.TableServiceImplBase {

	private final TableSessions sessions;

	private final StatementRunner runner;

	private final int node;

	private final Operations operations;

	/**
	 * Answers probes.
	 * @param sessions the sessions
	 * @param runner carries statements out
	 * @param node the node that is asked here
	 * @param open where calls are listed that wait
	 * @param executor runs the calls
	 */
	public TableService(TableSessions sessions, StatementRunner runner, int node, OpenAnswers open, Executor executor) {
		this.sessions = sessions;
		this.runner = runner;
		this.node = node;
		this.operations = new Operations(executor, open);
	}

	@Override
	public void createSession(CreateSessionRequest request, StreamObserver<CreateSessionResponse> observer) {
		this.operations.answer(observer,
				(operation) -> CreateSessionResponse.newBuilder().setOperation(operation).build(),
				() -> CreateSessionResult.newBuilder().setSessionId(this.sessions.create(this.node)).build());
	}

	@Override
	public void deleteSession(DeleteSessionRequest request, StreamObserver<DeleteSessionResponse> observer) {
		this.operations.answer(observer,
				(operation) -> DeleteSessionResponse.newBuilder().setOperation(operation).build(), () -> {
					this.sessions.delete(request.getSessionId(), this.node);
					return Empty.getDefaultInstance();
				});
	}

	@Override
	public void keepAlive(KeepAliveRequest request, StreamObserver<KeepAliveResponse> observer) {
		this.operations.answer(observer, (operation) -> KeepAliveResponse.newBuilder().setOperation(operation).build(),
				() -> {
					this.sessions.get(request.getSessionId(), this.node);
					return KeepAliveResult.newBuilder().setSessionStatus(SessionStatus.SESSION_STATUS_READY).build();
				});
	}

	@Override
	public void executeSchemeQuery(ExecuteSchemeQueryRequest request,
			StreamObserver<ExecuteSchemeQueryResponse> observer) {
		this.operations.answerWhenKept(observer,
				(operation) -> ExecuteSchemeQueryResponse.newBuilder().setOperation(operation).build(),
				Empty.getDefaultInstance(), (whenKept) -> {
					this.sessions.get(request.getSessionId(), this.node);
					Statement statement = StatementParser.parseForTables(request.getYqlText());
					this.runner.run(statement, (rows) -> whenKept.run());
				});
	}

	@Override
	public void beginTransaction(BeginTransactionRequest request, StreamObserver<BeginTransactionResponse> observer) {
		this.operations.answer(observer,
				(operation) -> BeginTransactionResponse.newBuilder().setOperation(operation).build(), () -> {
					QuerySession session = this.sessions.get(request.getSessionId(), this.node);
					session.enter();
					try {
						return BeginTransactionResult.newBuilder()
							.setTxMeta(TransactionMeta.newBuilder().setId(session.begin(settings(request))))
							.build();
					}
					finally {
						session.leave();
					}
				});
	}

	/** Both services have the same settings on the wire. */
	private static TransactionSettings settings(BeginTransactionRequest request) {
		try {
			return TransactionSettings.parseFrom(request.getTxSettings().toByteString());
		}
		catch (InvalidProtocolBufferException ex) {
			throw RejectedException.badRequest("The transaction settings can't be read: " + ex.getMessage());
		}
	}

	@Override
	public void commitTransaction(CommitTransactionRequest request,
			StreamObserver<CommitTransactionResponse> observer) {
		this.operations.answerWhenKept(observer,
				(operation) -> CommitTransactionResponse.newBuilder().setOperation(operation).build(),
				CommitTransactionResult.getDefaultInstance(), (whenKept) -> {
					QuerySession session = this.sessions.get(request.getSessionId(), this.node);
					session.enter();
					try {
						session.commit(request.getTxId(), () -> {
							session.leave();
							whenKept.run();
						});
					}
					catch (RejectedException ex) {
						session.leave();
						throw ex;
					}
				}, this.sessions::losesAnswer);
	}

	@Override
	public void rollbackTransaction(RollbackTransactionRequest request,
			StreamObserver<RollbackTransactionResponse> observer) {
		this.operations.answer(observer,
				(operation) -> RollbackTransactionResponse.newBuilder().setOperation(operation).build(), () -> {
					QuerySession session = this.sessions.get(request.getSessionId(), this.node);
					session.enter();
					try {
						session.rollback(request.getTxId());
						return Empty.getDefaultInstance();
					}
					finally {
						session.leave();
					}
				});
	}

}
