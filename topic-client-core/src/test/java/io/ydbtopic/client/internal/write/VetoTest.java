package io.ydbtopic.client.internal.write;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import io.ydbtopic.client.RetrySettings;
import io.ydbtopic.client.StreamFailure;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.observe.StreamState;
import io.ydbtopic.client.observe.StreamStatus;
import io.ydbtopic.proto.common.StatusIds;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The application's veto on what a stream would retry. */
class VetoTest {

	private final List<StreamFailure> asked = new ArrayList<>();

	private WriterHarness connect(Predicate<StreamFailure> giveUp) {
		return new WriterHarness(1, (settings) -> settings.retry(RetrySettings.builder().giveUpWhen((failure) -> {
			this.asked.add(failure);
			return giveUp.test(failure);
		}).build())).connect();
	}

	private static void fail(WriterHarness harness, StatusIds.StatusCode status, String text) {
		harness.server.transport().last().reply(FakeWriteServer.error(status, text));
		harness.runtime.advance(Duration.ofMinutes(2));
	}

	@Test
	void aFailureWithACertainIssueEndsTheStreamAndOthersAreRetried() {
		WriterHarness harness = connect(
				(failure) -> failure.hasIssue(500003) && failure.error().getMessage().contains("quota of the month"));
		fail(harness, StatusIds.StatusCode.OVERLOADED, "a hiccup");
		assertThat(harness.writer.status().state()).isEqualTo(StreamState.CONNECTED);
		fail(harness, StatusIds.StatusCode.OVERLOADED, "quota of the month");
		assertThat(harness.writer.status().state()).isEqualTo(StreamState.FAILED);
		TopicException cause = harness.writer.status().lastError();
		assertThat(cause).isNotNull().hasMessageContaining("quota of the month");
		assertThat(this.asked).extracting(StreamFailure::status)
			.containsExactly(StatusCode.OVERLOADED, StatusCode.OVERLOADED);
		assertThat(this.asked).extracting(StreamFailure::kind).containsOnly(StreamStatus.Kind.WRITER);
		assertThat(this.asked).extracting(StreamFailure::everConnected).containsOnly(true);
		assertThat(harness.runtime.pendingTimers()).isEmpty();
	}

	@Test
	void messagesThatWaitFailWithTheFailureThatWasVetoed() {
		WriterHarness harness = connect((failure) -> failure.attempt() == 2);
		harness.server.away = true;
		harness.server.transport().last().breakDown();
		var acks = harness.write(0, 3);
		harness.runtime.advance(Duration.ofMinutes(1));
		assertThat(acks).allSatisfy((ack) -> assertThat(ack).isCompletedExceptionally());
		assertThat(this.asked).extracting(StreamFailure::attempt).containsExactly(0, 1, 2);
	}

	@Test
	void whatIsNotRetriedAnywayIsNotAskedFor() {
		WriterHarness harness = connect((failure) -> false);
		fail(harness, StatusIds.StatusCode.BAD_REQUEST, "no");
		assertThat(harness.writer.status().state()).isEqualTo(StreamState.FAILED);
		assertThat(this.asked).isEmpty();
	}

	@Test
	void aPredicateThatThrowsIsNoVeto() {
		WriterHarness harness = connect((failure) -> {
			throw new IllegalStateException("a bug");
		});
		fail(harness, StatusIds.StatusCode.UNAVAILABLE, "away");
		assertThat(harness.writer.status().state()).isEqualTo(StreamState.CONNECTED);
		assertThat(this.asked).hasSize(1);
	}

	@Test
	void aCloseDuringTheQuestionEndsTheStreamAsAlways() {
		WriterHarness harness = connect((failure) -> true);
		harness.server.transport().last().breakDown();
		var closed = harness.writer.closeAsync(Duration.ZERO);
		harness.runtime.advance(Duration.ofMinutes(1));
		assertThat(closed).isCompleted();
		assertThat(harness.runtime.pendingTimers()).isEmpty();
		assertThat(harness.server.transport().openCalls()).isZero();
	}

}
