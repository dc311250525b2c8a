package io.ydbtopic.broker.service;

import java.util.concurrent.Executor;

import com.google.protobuf.Empty;
import io.grpc.stub.StreamObserver;
import io.ydbtopic.broker.query.Statement;
import io.ydbtopic.broker.query.StatementParser;
import io.ydbtopic.broker.query.StatementRunner;
import io.ydbtopic.broker.tx.TableSessions;
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
import io.ydbtopic.proto.table.v1.TableServiceGrpc;

/**
 * As much of the table service as test suites ask for to see whether a server is ready. A
 * table that is made is not kept: there are none. Safe for use by many threads.
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
	 * @param executor runs the calls
	 */
	public TableService(TableSessions sessions, StatementRunner runner, int node, Executor executor) {
		this.sessions = sessions;
		this.runner = runner;
		this.node = node;
		this.operations = new Operations(executor);
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
					this.sessions.check(request.getSessionId(), this.node);
					return KeepAliveResult.newBuilder().setSessionStatus(SessionStatus.SESSION_STATUS_READY).build();
				});
	}

	@Override
	public void executeSchemeQuery(ExecuteSchemeQueryRequest request,
			StreamObserver<ExecuteSchemeQueryResponse> observer) {
		this.operations.answer(observer,
				(operation) -> ExecuteSchemeQueryResponse.newBuilder().setOperation(operation).build(), () -> {
					this.sessions.check(request.getSessionId(), this.node);
					Statement statement = StatementParser.parseForTables(request.getYqlText());
					this.runner.run(statement);
					return Empty.getDefaultInstance();
				});
	}

}
