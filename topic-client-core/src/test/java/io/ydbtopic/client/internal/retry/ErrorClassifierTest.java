package io.ydbtopic.client.internal.retry;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.ydbtopic.client.error.Issue;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static io.ydbtopic.client.error.RetryVerdict.FATAL;
import static io.ydbtopic.client.error.RetryVerdict.RETRY_FAST;
import static io.ydbtopic.client.error.RetryVerdict.RETRY_SLOW;
import static org.assertj.core.api.Assertions.assertThat;

class ErrorClassifierTest {

	private static final Situation CONNECTED = new Situation(true, 0, false);

	static Stream<RetryTable.Row> table() {
		return RetryTable.rows().stream();
	}

	@ParameterizedTest
	@MethodSource("table")
	void eachStatusHasItsVerdict(RetryTable.Row row) {
		assertThat(verdict(row.status(), "text", Situation.FIRST)).isEqualTo(row.atFirst());
		assertThat(verdict(row.status(), "text", CONNECTED)).isEqualTo(row.running());
	}

	@Test
	void theTableHasAllStatuses() {
		Set<StatusCode> inTable = EnumSet.noneOf(StatusCode.class);
		table().forEach((row) -> inTable.add(row.status()));
		assertThat(inTable).containsExactlyElementsOf(Arrays.asList(StatusCode.values()));
	}

	@Test
	void anOverloadBecauseAPartitionWasSplitIsTriedAgainSoon() {
		List<Issue> issues = List.of(new Issue(0, "outer", List.of(new Issue(Issue.PARTITION_INACTIVE, "inactive"))));
		assertThat(ErrorClassifier.verdict(StatusCode.OVERLOADED, issues, "", CONNECTED)).isEqualTo(RETRY_FAST);
		assertThat(
				ErrorClassifier.verdict(StatusCode.OVERLOADED, List.of(new Issue(500002, "overload")), "", CONNECTED))
			.isEqualTo(RETRY_SLOW);
	}

	@Test
	void aMissingTopicIsWaitedForOnRequest() {
		assertThat(verdict(StatusCode.SCHEME_ERROR, "", new Situation(false, 100, true))).isEqualTo(RETRY_SLOW);
		assertThat(verdict(StatusCode.SCHEME_ERROR, "", new Situation(true, 0, false))).isEqualTo(FATAL);
	}

	@ParameterizedTest
	@EnumSource(value = StatusCode.class,
			names = { "UNAUTHORIZED", "TRANSPORT_UNAUTHENTICATED", "TRANSPORT_PERMISSION_DENIED" })
	void aRefusedTokenIsTriedFiveTimesAgainOnceConnected(StatusCode status) {
		for (int before = 0; before < 5; before++) {
			assertThat(verdict(status, "", new Situation(true, before, false))).isEqualTo(RETRY_SLOW);
		}
		assertThat(verdict(status, "", new Situation(true, 5, false))).isEqualTo(FATAL);
	}

	@Test
	void aGenericErrorIsNotRetriedForEver() {
		assertThat(verdict(StatusCode.GENERIC_ERROR, "", new Situation(true, 9, false))).isEqualTo(RETRY_SLOW);
		assertThat(verdict(StatusCode.GENERIC_ERROR, "", new Situation(true, 10, false))).isEqualTo(FATAL);
	}

	@ParameterizedTest
	@EnumSource(value = StatusCode.class, names = "TRANSPORT_.*", mode = EnumSource.Mode.MATCH_ALL)
	void aFrameAboveTheLimitIsNeverSentAgain(StatusCode status) {
		for (String text : List.of("Sent message larger than max (70000000 vs. 64000000)",
				"grpc: received message LARGER THAN MAX (1 vs. 2)",
				"gRPC message exceeds maximum size 4194304: 5000000")) {
			assertThat(verdict(status, text, CONNECTED)).as(text).isEqualTo(FATAL);
		}
	}

	@Test
	void theServersOwnWordsDoNotDecide() {
		assertThat(verdict(StatusCode.OVERLOADED, "larger than max", CONNECTED)).isEqualTo(RETRY_SLOW);
	}

	private static RetryVerdict verdict(StatusCode status, String message, Situation situation) {
		return ErrorClassifier.verdict(status, List.of(), message, situation);
	}

}
