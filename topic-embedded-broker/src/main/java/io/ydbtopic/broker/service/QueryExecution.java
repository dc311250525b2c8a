package io.ydbtopic.broker.service;

import java.util.function.Consumer;

import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.query.Statement;
import io.ydbtopic.broker.query.StatementParser;
import io.ydbtopic.broker.query.StatementRunner;
import io.ydbtopic.broker.tx.QuerySession;
import io.ydbtopic.proto.common.ResultSet;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.query.ExecMode;
import io.ydbtopic.proto.query.ExecuteQueryRequest;
import io.ydbtopic.proto.query.ExecuteQueryResponsePart;
import io.ydbtopic.proto.query.TransactionControl;
import org.jspecify.annotations.Nullable;

/**
 * Runs one query in its transaction: begins it, runs the statement, commits it, as the
 * request says. A query that fails rolls its transaction back. Safe for use by many
 * threads.
 */
final class QueryExecution {

	private final StatementRunner runner;

	QueryExecution(StatementRunner runner) {
		this.runner = runner;
	}

	/**
	 * Runs a query.
	 * @param whenRun takes the answer when no transaction is committed; what a statement
	 * changed is kept by then
	 * @param whenCommitted takes the answer when the commit is kept
	 */
	void run(ExecuteQueryRequest request, QuerySession session, Consumer<ExecuteQueryResponsePart> whenRun,
			Consumer<ExecuteQueryResponsePart> whenCommitted) {
		check(request);
		if (request.getExecMode() != ExecMode.EXEC_MODE_EXECUTE) {
			statement(request);
			whenRun.accept(part(null, ""));
			return;
		}
		if (!request.hasTxControl()) {
			this.runner.run(statement(request), (rows) -> whenRun.accept(part(rows, "")));
			return;
		}
		TransactionControl control = request.getTxControl();
		String transaction = switch (control.getTxSelectorCase()) {
			case TX_ID -> {
				session.checkTransaction(control.getTxId());
				yield control.getTxId();
			}
			case BEGIN_TX -> session.begin(control.getBeginTx());
			case TXSELECTOR_NOT_SET -> throw RejectedException
				.badRequest("The transaction control names no transaction (expected tx_id or begin_tx)");
		};
		ResultSet rows = runInside(request, session, transaction);
		if (control.getCommitTx()) {
			session.commit(transaction, () -> whenCommitted.accept(part(rows, "")));
		}
		else {
			whenRun.accept(part(rows, transaction));
		}
	}

	private static void check(ExecuteQueryRequest request) {
		ExecMode mode = request.getExecMode();
		if (mode == ExecMode.EXEC_MODE_UNSPECIFIED || mode == ExecMode.UNRECOGNIZED) {
			throw RejectedException
				.badRequest("exec_mode is " + request.getExecModeValue() + " (expected EXEC_MODE_EXECUTE)");
		}
		if (!request.hasQueryContent()) {
			throw RejectedException.badRequest("The query is missing (expected query_content)");
		}
	}

	private static Statement statement(ExecuteQueryRequest request) {
		return StatementParser.parse(request.getQueryContent().getText());
	}

	private @Nullable ResultSet runInside(ExecuteQueryRequest request, QuerySession session, String transaction) {
		try {
			Statement statement = statement(request);
			if (statement.isScheme()) {
				throw new RejectedException(StatusCode.PRECONDITION_FAILED, StatusCode.PRECONDITION_FAILED.getNumber(),
						"Topics can't be made, changed or dropped inside of a transaction (leave tx_control out)");
			}
			return this.runner.run(statement);
		}
		catch (RejectedException ex) {
			session.rollback(transaction);
			throw ex;
		}
	}

	private static ExecuteQueryResponsePart part(@Nullable ResultSet rows, String transaction) {
		ExecuteQueryResponsePart.Builder part = ExecuteQueryResponsePart.newBuilder().setStatus(StatusCode.SUCCESS);
		part.getTxMetaBuilder().setId(transaction);
		if (rows != null) {
			part.setResultSet(rows);
		}
		return part.build();
	}

}
