package io.ydbtopic.client.internal.transport;

import java.io.IOException;
import java.util.List;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.proto.common.StatusIds;
import io.ydbtopic.proto.discovery.ListEndpointsResult;
import io.ydbtopic.proto.discovery.WhoAmIResult;
import io.ydbtopic.proto.issue.IssueMessage;
import io.ydbtopic.proto.operation.Operation;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

class StatusMappingTest {

	@Test
	void successIsNoFailure() {
		assertThat(StatusMapping.failureOf(StatusIds.StatusCode.SUCCESS, List.of(), "x")).isNull();
		assertThat(StatusMapping.failureOf(Status.OK, "x")).isNull();
	}

	@Test
	void aRefusalOfTheServerKeepsItsIssues() {
		IssueMessage inner = IssueMessage.newBuilder().setIssueCode(500029).setMessage("inactive").build();
		IssueMessage outer = IssueMessage.newBuilder().setMessage("can't write").addIssues(inner).build();
		TopicException failure = StatusMapping.failureOf(StatusIds.StatusCode.OVERLOADED,
				List.of(outer, IssueMessage.newBuilder().setMessage("and more").build()), "write stream of orders");
		assertThat(failure).hasMessage(
				"write stream of orders: the server answered OVERLOADED: can't write [inactive (500029)]; and more");
		assertThat(failure.status()).isEqualTo(StatusCode.OVERLOADED);
		assertThat(failure.hasIssue(500029)).isTrue();
		assertThat(failure.verdict()).isEqualTo(RetryVerdict.RETRY_FAST);
	}

	@Test
	void eachStatusOfTheServerIsKnownToTheClient() {
		for (StatusIds.StatusCode status : StatusIds.StatusCode.values()) {
			if (status != StatusIds.StatusCode.SUCCESS && status != StatusIds.StatusCode.UNRECOGNIZED) {
				TopicException failure = StatusMapping.failureOf(status, List.of(), "x");
				assertThat(failure.status().number()).isEqualTo(status.getNumber());
				assertThat(failure).hasMessage("x: the server answered " + status.name());
			}
		}
	}

	@Test
	void aStatusFromTheFutureIsAFatalFailure() {
		TopicException failure = StatusMapping.failureOf(StatusIds.StatusCode.UNRECOGNIZED, List.of(), "x");
		assertThat(failure).hasMessage("x: the server answered a status that this client does not know");
		assertThat(failure.status()).isEqualTo(StatusCode.UNSPECIFIED);
		assertThat(failure.verdict()).isEqualTo(RetryVerdict.FATAL);
	}

	@Test
	void issuesNestedWithoutEndDoNotOverflow() {
		IssueMessage issue = IssueMessage.newBuilder().setMessage("deepest").build();
		for (int i = 0; i < 5000; i++) {
			issue = IssueMessage.newBuilder().setMessage("i").addIssues(issue).build();
		}
		assertThat(StatusMapping.failureOf(StatusIds.StatusCode.ABORTED, List.of(issue), "x")).hasMessageEndingWith("]")
			.hasMessageNotContaining("deepest");
	}

	@Test
	void aFailureOfTheTransportTellsItsRoot() {
		TopicException failure = StatusMapping.failureOf(Status.UNAVAILABLE.withDescription("io exception")
			.withCause(new IllegalStateException("outer", new IOException("Connection refused"))), "x");
		assertThat(failure).hasMessage("x: UNAVAILABLE: io exception (java.io.IOException: Connection refused)")
			.hasRootCauseMessage("Connection refused");
		assertThat(failure.status()).isEqualTo(StatusCode.TRANSPORT_UNAVAILABLE);
		assertThat(StatusMapping.failureOf(Status.CANCELLED, "x")).hasMessage("x: CANCELLED");
	}

	@Test
	void eachStatusOfTheTransportIsKnownToTheClient() {
		for (Status.Code code : Status.Code.values()) {
			if (code != Status.Code.OK) {
				TopicException failure = StatusMapping.failureOf(code.toStatus(), "x");
				assertThat(failure.status()).hasToString("TRANSPORT_" + code);
			}
		}
	}

	@Test
	void aMessageAboveTheLimitSaysWhatToDo() {
		TopicException failure = StatusMapping
			.failureOf(Status.RESOURCE_EXHAUSTED.withDescription("Received message larger than max (7 vs. 6)"), "x");
		assertThat(failure).hasMessageEndingWith("write smaller messages");
		assertThat(failure.verdict()).isEqualTo(RetryVerdict.FATAL);
	}

	@Test
	void anOperationGivesItsResult() {
		ListEndpointsResult result = ListEndpointsResult.newBuilder().setSelfLocation("here").build();
		Operation done = ready(StatusIds.StatusCode.SUCCESS).toBuilder().setResult(Any.pack(result)).build();
		assertThat(StatusMapping.resultOf(done, ListEndpointsResult.class, "x")).isEqualTo(result);
		assertThatNoException().isThrownBy(() -> StatusMapping.check(ready(StatusIds.StatusCode.SUCCESS), "x"));
	}

	@Test
	void anOperationThatFailedIsAFailure() {
		assertThatExceptionOfType(TopicException.class)
			.isThrownBy(() -> StatusMapping.check(ready(StatusIds.StatusCode.SCHEME_ERROR), "drop topic 'a'"))
			.withMessage("drop topic 'a': the server answered SCHEME_ERROR")
			.satisfies((failure) -> assertThat(failure.status()).isEqualTo(StatusCode.SCHEME_ERROR));
	}

	@Test
	void anOperationWithoutTheRightResultIsAViolation() {
		Operation other = ready(StatusIds.StatusCode.SUCCESS).toBuilder()
			.setResult(Any.pack(WhoAmIResult.getDefaultInstance()))
			.build();
		Operation damaged = other.toBuilder()
			.setResult(Any.newBuilder()
				.setTypeUrl("type.googleapis.com/Ydb.Discovery.ListEndpointsResult")
				.setValue(ByteString.copyFrom(new byte[] { 1, 2, 3 })))
			.build();
		for (Operation operation : List.of(other, damaged, ready(StatusIds.StatusCode.SUCCESS))) {
			assertThatExceptionOfType(TopicException.class)
				.isThrownBy(() -> StatusMapping.resultOf(operation, ListEndpointsResult.class, "x"))
				.withMessageContaining("expected: a readable ListEndpointsResult")
				.satisfies((failure) -> assertThat(failure.status()).isEqualTo(StatusCode.CLIENT_PROTOCOL_VIOLATION));
		}
		assertThatExceptionOfType(TopicException.class)
			.isThrownBy(() -> StatusMapping.check(Operation.getDefaultInstance(), "x"))
			.withMessageContaining("before the operation was done");
	}

	private static Operation ready(StatusIds.StatusCode status) {
		return Operation.newBuilder().setReady(true).setStatus(status).build();
	}

}
