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
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static io.ydbtopic.client.error.RetryVerdict.FATAL;
import static io.ydbtopic.client.error.RetryVerdict.RETRY_FAST;
import static io.ydbtopic.client.error.RetryVerdict.RETRY_SLOW;
import static org.assertj.core.api.Assertions.assertThat;

class ErrorClassifierTest {

	private static final Situation CONNECTED = new Situation(true, 0, false);

	/** Status, verdict on the first connect, verdict of a stream that was connected. */
	static Stream<Arguments> table() {
		return Stream.of(row(StatusCode.UNSPECIFIED, FATAL), row(StatusCode.SUCCESS, RETRY_FAST),
				row(StatusCode.BAD_REQUEST, FATAL), Arguments.of(StatusCode.UNAUTHORIZED, FATAL, RETRY_SLOW),
				row(StatusCode.INTERNAL_ERROR, RETRY_SLOW), row(StatusCode.ABORTED, RETRY_FAST),
				row(StatusCode.UNAVAILABLE, RETRY_FAST), row(StatusCode.OVERLOADED, RETRY_SLOW),
				row(StatusCode.SCHEME_ERROR, FATAL), row(StatusCode.GENERIC_ERROR, RETRY_SLOW),
				row(StatusCode.TIMEOUT, RETRY_SLOW), row(StatusCode.BAD_SESSION, RETRY_FAST),
				row(StatusCode.PRECONDITION_FAILED, FATAL), row(StatusCode.ALREADY_EXISTS, FATAL),
				row(StatusCode.NOT_FOUND, FATAL), row(StatusCode.SESSION_EXPIRED, RETRY_FAST),
				row(StatusCode.CANCELLED, RETRY_FAST), row(StatusCode.UNDETERMINED, RETRY_FAST),
				row(StatusCode.UNSUPPORTED, FATAL), row(StatusCode.SESSION_BUSY, RETRY_FAST),
				row(StatusCode.EXTERNAL_ERROR, FATAL), row(StatusCode.TRANSPORT_CANCELLED, RETRY_FAST),
				row(StatusCode.TRANSPORT_UNKNOWN, RETRY_SLOW), row(StatusCode.TRANSPORT_INVALID_ARGUMENT, FATAL),
				row(StatusCode.TRANSPORT_DEADLINE_EXCEEDED, RETRY_SLOW), row(StatusCode.TRANSPORT_NOT_FOUND, FATAL),
				row(StatusCode.TRANSPORT_ALREADY_EXISTS, FATAL),
				Arguments.of(StatusCode.TRANSPORT_PERMISSION_DENIED, FATAL, RETRY_SLOW),
				row(StatusCode.TRANSPORT_RESOURCE_EXHAUSTED, RETRY_SLOW),
				row(StatusCode.TRANSPORT_FAILED_PRECONDITION, FATAL), row(StatusCode.TRANSPORT_ABORTED, RETRY_FAST),
				row(StatusCode.TRANSPORT_OUT_OF_RANGE, FATAL), row(StatusCode.TRANSPORT_UNIMPLEMENTED, FATAL),
				row(StatusCode.TRANSPORT_INTERNAL, RETRY_FAST), row(StatusCode.TRANSPORT_UNAVAILABLE, RETRY_FAST),
				row(StatusCode.TRANSPORT_DATA_LOSS, RETRY_SLOW),
				Arguments.of(StatusCode.TRANSPORT_UNAUTHENTICATED, FATAL, RETRY_SLOW),
				row(StatusCode.CLIENT_STREAM_ENDED, RETRY_FAST), row(StatusCode.CLIENT_HANDSHAKE_TIMEOUT, RETRY_FAST),
				row(StatusCode.CLIENT_PROTOCOL_VIOLATION, RETRY_SLOW), row(StatusCode.CLIENT_CLOSED, FATAL),
				row(StatusCode.CLIENT_INTERNAL, RETRY_SLOW));
	}

	private static Arguments row(StatusCode status, RetryVerdict verdict) {
		return Arguments.of(status, verdict, verdict);
	}

	@ParameterizedTest
	@MethodSource("table")
	void eachStatusHasItsVerdict(StatusCode status, RetryVerdict atFirst, RetryVerdict onceConnected) {
		assertThat(verdict(status, "text", Situation.FIRST)).isEqualTo(atFirst);
		assertThat(verdict(status, "text", CONNECTED)).isEqualTo(onceConnected);
	}

	@Test
	void theTableHasAllStatuses() {
		Set<StatusCode> inTable = EnumSet.noneOf(StatusCode.class);
		table().forEach((row) -> inTable.add((StatusCode) row.get()[0]));
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
