package io.ydbtopic.broker;

import java.time.Duration;

import io.ydbtopic.proto.common.ResultSet;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.common.Type.PrimitiveTypeId;
import io.ydbtopic.proto.query.AttachSessionRequest;
import io.ydbtopic.proto.query.BeginTransactionRequest;
import io.ydbtopic.proto.query.CommitTransactionResponse;
import io.ydbtopic.proto.query.ExecMode;
import io.ydbtopic.proto.query.ExecuteQueryResponsePart;
import io.ydbtopic.proto.query.OnlineModeSettings;
import io.ydbtopic.proto.query.SessionState;
import io.ydbtopic.proto.query.TransactionControl;
import io.ydbtopic.proto.query.TransactionSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class QuerySessionTest {

	@RegisterExtension
	final TestBroker test = new TestBroker((options) -> options.topic("orders:1:billing"));

	private QueryClient client;

	@BeforeEach
	void open() {
		this.client = new QueryClient(this.test.channel()).attach();
	}

	@Test
	void aSessionNamesItsNodeAndLivesUntilItIsDeleted() {
		assertThat(this.client.id()).startsWith("ydb://session/3?node_id=1&id=");
		assertThat(this.client.node()).isEqualTo(1);
		assertThat(this.test.broker().openQuerySessions()).isEqualTo(1);
		this.client.attached().assertSilent();
		assertThat(this.client.delete()).isEqualTo(StatusCode.SUCCESS);
		assertThat(this.client.attached().awaitEnd().isOk()).isTrue();
		assertThat(this.client.delete()).isEqualTo(StatusCode.BAD_SESSION);
		assertThat(this.test.broker().openQuerySessions()).isZero();
	}

	@Test
	void attachingToAnUnknownSessionTellsAndEnds() {
		TestStream<AttachSessionRequest, SessionState> stream = QueryClient.attach(this.test.channel(), "nobody");
		assertThat(stream.next().getStatus()).isEqualTo(StatusCode.BAD_SESSION);
		assertThat(stream.awaitEnd().isOk()).isTrue();
	}

	@Test
	void attachingTwiceIsRefusedAndLeavesTheFirstAlone() {
		TestStream<AttachSessionRequest, SessionState> second = QueryClient.attach(this.test.channel(),
				this.client.id());
		assertThat(second.next().getStatus()).isEqualTo(StatusCode.SESSION_BUSY);
		assertThat(second.awaitEnd().isOk()).isTrue();
		assertThat(this.client.execute("SELECT 1").getStatus()).isEqualTo(StatusCode.SUCCESS);
		assertThat(this.client.attached().isOpen()).isTrue();
	}

	@Test
	void aClientThatGoesTakesItsSessionWithIt() {
		String tx = this.client.begin();
		this.client.attached().cancel();
		await().atMost(Duration.ofSeconds(5)).until(() -> this.test.broker().openQuerySessions() == 0);
		assertThat(this.client.commit(tx)).isEqualTo(StatusCode.BAD_SESSION);
	}

	@Test
	void endedSessionsAreToldToTheirClients() {
		this.test.broker().faults().endQuerySessions();
		assertThat(this.client.attached().next().getStatus()).isEqualTo(StatusCode.BAD_SESSION);
		assertThat(this.client.attached().awaitEnd().isOk()).isTrue();
		assertThat(this.client.execute("SELECT 1").getStatus()).isEqualTo(StatusCode.BAD_SESSION);
	}

	@Test
	void transactionsNeedASessionAndAMode() {
		assertThat(this.client.begin("nobody", QueryClient.SERIALIZABLE).getStatus()).isEqualTo(StatusCode.BAD_SESSION);
		assertThat(this.client.begin(this.client.id(), TransactionSettings.getDefaultInstance()).getStatus())
			.isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(this.client.stub()
			.beginTransaction(BeginTransactionRequest.newBuilder().setSessionId(this.client.id()).build())
			.getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(this.client.begin()).isNotEmpty().isNotEqualTo(this.client.begin());
	}

	@Test
	void aTransactionEndsOnce() {
		String tx = this.client.begin();
		assertThat(this.client.commit(tx)).isEqualTo(StatusCode.SUCCESS);
		CommitTransactionResponse again = this.client.commitFully(tx);
		assertThat(again.getStatus()).isEqualTo(StatusCode.NOT_FOUND);
		assertThat(again.getIssues(0).getMessage()).contains("Transaction not found: " + tx);
		assertThat(again.getIssues(0).getSeverity()).isEqualTo(1);
		assertThat(this.client.rollback(tx)).isEqualTo(StatusCode.NOT_FOUND);
		assertThat(this.client.commitFully("LAZY_TX").getIssues(0).getMessage())
			.contains("Transaction not found: LAZY_TX");
		String other = this.client.begin();
		assertThat(this.client.rollback(other)).isEqualTo(StatusCode.SUCCESS);
		assertThat(this.client.rollback(other)).isEqualTo(StatusCode.NOT_FOUND);
	}

	@Test
	void aTransactionOfAnotherSessionIsUnknown() {
		String tx = this.client.begin();
		QueryClient other = new QueryClient(this.test.channel()).attach();
		assertThat(other.commit(tx)).isEqualTo(StatusCode.NOT_FOUND);
		assertThat(this.client.commit(tx)).isEqualTo(StatusCode.SUCCESS);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "SELECT 1", "select 1;", "  Select\n\t1 ; ", "-- hello\nSELECT 1", "/* a\nb */ SELECT 1;;" })
	void selectOneIsUnderstoodInManyForms(String text) {
		ResultSet rows = this.client.execute(text).getResultSet();
		assertThat(rows.getColumns(0).getName()).isEqualTo("column0");
		assertThat(rows.getColumns(0).getType().getTypeId()).isEqualTo(PrimitiveTypeId.INT32);
		assertThat(rows.getRows(0).getItems(0).getInt32Value()).isEqualTo(1);
	}

	@Test
	void aColumnMayHaveAName() {
		assertThat(this.client.execute("SELECT 42 AS answer").getResultSet().getColumns(0).getName())
			.isEqualTo("answer");
	}

	@Test
	void otherQueriesAreRefusedWithTheirPosition() {
		ExecuteQueryResponsePart answer = this.client.execute("SELECT 1;\n UPSERT INTO t (a) VALUES (1)");
		assertThat(answer.getStatus()).isEqualTo(StatusCode.GENERIC_ERROR);
		assertThat(answer.getIssues(0).getPosition().getRow()).isEqualTo(2);
		assertThat(answer.getIssues(0).getPosition().getColumn()).isEqualTo(2);
		assertThat(answer.getIssues(0).getMessage()).contains("Unexpected 'UPSERT'");
		assertThat(this.client.execute("UPSERT INTO t (a) VALUES (1)").getStatus()).isEqualTo(StatusCode.UNSUPPORTED);
		assertThat(this.client.execute("SELECT * FROM t").getStatus()).isEqualTo(StatusCode.UNSUPPORTED);
		assertThat(this.client.execute("SELECT 1 /* open").getStatus()).isEqualTo(StatusCode.GENERIC_ERROR);
		assertThat(this.client.execute("SELECT 'open").getStatus()).isEqualTo(StatusCode.GENERIC_ERROR);
		assertThat(this.client.execute(this.client.query("SELECT 1").clearExecMode()).getStatus())
			.isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(this.client.execute(this.client.query("SELECT 1").clearQuery()).getStatus())
			.isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(this.client.execute(this.client.query("SELECT 1").setSessionId("nobody")).getStatus())
			.isEqualTo(StatusCode.BAD_SESSION);
	}

	@Test
	void aQueryCanBeCheckedWithoutBeingRun() {
		ExecuteQueryResponsePart answer = this.client
			.execute(this.client.query("SELECT 1").setExecMode(ExecMode.EXEC_MODE_VALIDATE));
		assertThat(answer.getStatus()).isEqualTo(StatusCode.SUCCESS);
		assertThat(answer.hasResultSet()).isFalse();
	}

	@Test
	void aQueryBeginsAndCommitsATransaction() {
		ExecuteQueryResponsePart begun = this.client.execute(this.client.query("SELECT 1")
			.setTxControl(TransactionControl.newBuilder().setBeginTx(QueryClient.SERIALIZABLE)));
		String tx = begun.getTxMeta().getId();
		assertThat(tx).isNotEmpty();
		assertThat(begun.getResultSet().getRowsCount()).isEqualTo(1);
		assertThat(this.client.execute(this.client.query("SELECT 1").setTxControl(QueryClient.inTx(tx))).getStatus())
			.isEqualTo(StatusCode.SUCCESS);
		ExecuteQueryResponsePart committed = this.client.execute(this.client.query("SELECT 1")
			.setTxControl(TransactionControl.newBuilder().setTxId(tx).setCommitTx(true)));
		assertThat(committed.getStatus()).isEqualTo(StatusCode.SUCCESS);
		assertThat(committed.getTxMeta().getId()).isEmpty();
		assertThat(this.client.execute(this.client.query("SELECT 1").setTxControl(QueryClient.inTx(tx))).getStatus())
			.isEqualTo(StatusCode.NOT_FOUND);
		ExecuteQueryResponsePart both = this.client.execute(this.client.query("SELECT 1")
			.setTxControl(TransactionControl.newBuilder().setBeginTx(QueryClient.SERIALIZABLE).setCommitTx(true)));
		assertThat(both.getStatus()).isEqualTo(StatusCode.SUCCESS);
		assertThat(both.getTxMeta().getId()).isEmpty();
		assertThat(
				this.client.execute(this.client.query("SELECT 1").setTxControl(TransactionControl.getDefaultInstance()))
					.getStatus())
			.isEqualTo(StatusCode.BAD_REQUEST);
	}

	@Test
	void aFailedQueryEndsItsTransaction() {
		String tx = this.client.begin();
		assertThat(
				this.client.execute(this.client.query("CREATE TOPIC t").setTxControl(QueryClient.inTx(tx))).getStatus())
			.isNotEqualTo(StatusCode.SUCCESS);
		assertThat(this.client.commit(tx)).isEqualTo(StatusCode.NOT_FOUND);
	}

	@Test
	void topicsTakeNoPartInReadOnlyTransactions() {
		String tx = this.client
			.begin(this.client.id(),
					TransactionSettings.newBuilder().setOnlineReadOnly(OnlineModeSettings.getDefaultInstance()).build())
			.getTxMeta()
			.getId();
		assertThat(this.client.read(QueryClient.offsets(this.client.identity(tx), "billing", "orders", 0, 0, 1)))
			.isEqualTo(StatusCode.BAD_REQUEST);
	}

}
