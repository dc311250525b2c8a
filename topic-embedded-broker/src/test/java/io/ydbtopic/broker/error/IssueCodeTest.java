package io.ydbtopic.broker.error;

import java.util.Arrays;

import io.ydbtopic.proto.common.StatusIds.StatusCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class IssueCodeTest {

	@ParameterizedTest
	@CsvSource({ "500001, INITIALIZING, UNAVAILABLE", "500002, OVERLOAD, OVERLOADED",
			"500003, BAD_REQUEST, BAD_REQUEST", "500004, WRONG_COOKIE, SESSION_EXPIRED",
			"500013, SET_OFFSET_ERROR_COMMIT_TO_FUTURE, BAD_REQUEST", "500017, UNKNOWN_TOPIC, SCHEME_ERROR",
			"500018, ACCESS_DENIED, UNAUTHORIZED", "500021, WRONG_PARTITION_NUMBER, SCHEME_ERROR",
			"500025, SET_OFFSET_ERROR_COMMIT_TO_PAST, BAD_REQUEST", "500027, TABLET_PIPE_DISCONNECTED, UNAVAILABLE",
			"500028, SCHEMA_ERROR, SCHEME_ERROR", "500029, WRITE_ERROR_PARTITION_INACTIVE, OVERLOADED",
			"500030, UNKNOWN_TXID, NOT_FOUND", "500031, PRECONDITION_FAILED, PRECONDITION_FAILED",
			"500100, ERROR, UNAVAILABLE" })
	void eachIssueHasItsNumberAndStatus(int number, IssueCode issue, StatusCode status) {
		assertThat(issue.number()).isEqualTo(number);
		assertThat(issue.status()).isEqualTo(status);
		RejectedException reason = new RejectedException(issue, "text");
		assertThat(reason.status()).isEqualTo(status);
		assertThat(reason.issue().getIssueCode()).isEqualTo(number);
		assertThat(reason.issue().getSeverity()).isEqualTo(1);
		assertThat(reason.issue().getMessage()).isEqualTo("text");
	}

	@Test
	void noNumberIsUsedTwice() {
		assertThat(Arrays.stream(IssueCode.values()).map(IssueCode::number)).doesNotHaveDuplicates().hasSize(15);
	}

}
