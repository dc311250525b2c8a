package io.ydbtopic.spring.listener;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

import io.ydbtopic.spring.listener.DefaultTopicErrorHandler.Backoff;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.converter.MessageConversionException;

import static org.assertj.core.api.Assertions.assertThat;

class DefaultTopicErrorHandlerTest {

	private static ListenerFailure failure(Throwable cause, int attempt) {
		return new ListenerFailure("billing", "billing", new FakeSession("orders", 0).batch("a").messages(), cause,
				attempt);
	}

	@Test
	void delaysDoubleUpToTheLongestAndJitterOnlyShortens() {
		Backoff backoff = Backoff.DEFAULT;
		assertThat(backoff.delay(1, 0)).isEqualTo(Duration.ofMillis(500));
		assertThat(backoff.delay(2, 0)).isEqualTo(Duration.ofSeconds(1));
		assertThat(backoff.delay(7, 0)).isEqualTo(Duration.ofSeconds(30));
		assertThat(backoff.delay(1000, 0)).isEqualTo(Duration.ofSeconds(30));
		assertThat(backoff.delay(1, 1)).isEqualTo(Duration.ofMillis(250));
	}

	@Test
	void afterTheLastAttemptThePartitionIsHeldUnlessThereIsARecoverer() {
		FailureClassifier classifier = new FailureClassifier(List.of(), List.of());
		DefaultTopicErrorHandler holding = new DefaultTopicErrorHandler(Backoff.DEFAULT, classifier, null, () -> 0);
		assertThat(holding.decide(failure(new IOException(), 9))).isInstanceOf(ErrorDecision.Retry.class);
		assertThat(holding.decide(failure(new IOException(), 10))).isInstanceOf(ErrorDecision.Stop.class);
		assertThat(holding.describe()).isEqualTo("10 attempts, then hold the partition");
		DefaultTopicErrorHandler skipping = new DefaultTopicErrorHandler(Backoff.DEFAULT, classifier,
				TopicRecoverer.skipping(), () -> 0);
		assertThat(skipping.decide(failure(new IOException(), 10))).isInstanceOf(ErrorDecision.Recover.class);
		assertThat(skipping.describe()).isEqualTo("10 attempts, then skip");
	}

	@Test
	void theChainOfCausesIsSearchedAndAUsersWordCounts() {
		FailureClassifier usual = new FailureClassifier(List.of(), List.of());
		assertThat(usual.isRetryable(new IOException())).isTrue();
		assertThat(usual.isRetryable(new IllegalStateException(new MessageConversionException("unreadable"))))
			.isFalse();
		FailureClassifier own = new FailureClassifier(List.of("java.io.IOException"),
				List.of("java.io.FileNotFoundException"));
		assertThat(own.isRetryable(new IllegalStateException(new IOException()))).isFalse();
		assertThat(own.isRetryable(new FileNotFoundException())).isTrue();
	}

	@Test
	void whatMayQuoteAPayloadIsNamedByItsClass() {
		ListenerFailure failure = failure(
				new MessageConversionException("unreadable", new IllegalArgumentException("secret payload")), 1);
		assertThat(failure.toString()).doesNotContain("secret")
			.contains(MessageConversionException.class.getName())
			.contains("orders partition 0 offset 0");
	}

}
