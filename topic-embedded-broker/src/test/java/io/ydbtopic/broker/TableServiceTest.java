package io.ydbtopic.broker;

import java.util.concurrent.TimeUnit;

import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.operation.Operation;
import io.ydbtopic.proto.table.CreateSessionRequest;
import io.ydbtopic.proto.table.CreateSessionResult;
import io.ydbtopic.proto.table.DeleteSessionRequest;
import io.ydbtopic.proto.table.ExecuteSchemeQueryRequest;
import io.ydbtopic.proto.table.KeepAliveRequest;
import io.ydbtopic.proto.table.KeepAliveResult;
import io.ydbtopic.proto.table.KeepAliveResult.SessionStatus;
import io.ydbtopic.proto.table.v1.TableServiceGrpc;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

class TableServiceTest {

	@RegisterExtension
	final TestBroker test = new TestBroker((options) -> options.topic("orders:1:billing"));

	private String session;

	@BeforeEach
	void open() {
		this.session = TestBroker
			.result(stub().createSession(CreateSessionRequest.getDefaultInstance()).getOperation(),
					CreateSessionResult.class)
			.getSessionId();
	}

	private TableServiceGrpc.TableServiceBlockingStub stub() {
		return TableServiceGrpc.newBlockingStub(this.test.channel()).withDeadlineAfter(10, TimeUnit.SECONDS);
	}

	private Operation execute(String text) {
		return stub()
			.executeSchemeQuery(
					ExecuteSchemeQueryRequest.newBuilder().setSessionId(this.session).setYqlText(text).build())
			.getOperation();
	}

	private Operation keepAlive() {
		return stub().keepAlive(KeepAliveRequest.newBuilder().setSessionId(this.session).build()).getOperation();
	}

	private StatusCode delete() {
		return stub().deleteSession(DeleteSessionRequest.newBuilder().setSessionId(this.session).build())
			.getOperation()
			.getStatus();
	}

	@Test
	void aReadinessProbeIsAnswered() {
		assertThat(this.session).startsWith("ydb://session/3?node_id=1&id=");
		for (int i = 0; i < 2; i++) {
			assertThat(execute("create table `.sys_health/test_table` (A int32, primary key(A));").getStatus())
				.isEqualTo(StatusCode.SUCCESS);
		}
		assertThat(TestBroker.result(keepAlive(), KeepAliveResult.class).getSessionStatus())
			.isEqualTo(SessionStatus.SESSION_STATUS_READY);
		assertThat(delete()).isEqualTo(StatusCode.SUCCESS);
	}

	@Test
	void aDeletedSessionIsUnknown() {
		delete();
		assertThat(delete()).isEqualTo(StatusCode.BAD_SESSION);
		assertThat(keepAlive().getStatus()).isEqualTo(StatusCode.BAD_SESSION);
		assertThat(execute("CREATE TABLE t (a Int32, PRIMARY KEY (a))").getStatus()).isEqualTo(StatusCode.BAD_SESSION);
	}

	@Test
	void topicsAreMadeHereToo() {
		assertThat(execute("CREATE TOPIC events").getStatus()).isEqualTo(StatusCode.SUCCESS);
		assertThat(this.test.broker().endOffset("events", 0)).isZero();
	}

	@Test
	void anythingElseIsRefused() {
		Operation refused = execute("DROP TABLE t");
		assertThat(refused.getStatus()).isEqualTo(StatusCode.UNSUPPORTED);
		assertThat(refused.getIssues(0).getMessage()).contains("keeps topics and no tables");
	}

}
