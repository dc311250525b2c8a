package io.ydbtopic.client.internal.retry;

import java.time.Duration;
import java.util.Random;

import io.ydbtopic.client.RetrySettings;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BackoffPolicyTest {

	private final BackoffPolicy policy = new BackoffPolicy(RetrySettings.DEFAULT, new Random(1));

	@Test
	void aRefusalAfterALongOutageStillGetsItsFiveAttempts() {
		int attempt = 0;
		for (int i = 0; i < 100; i++) {
			assertThat(judge(this.policy, StatusCode.TRANSPORT_UNAVAILABLE, attempt++))
				.isEqualTo(RetryVerdict.RETRY_FAST);
		}
		for (int i = 0; i < 5; i++) {
			assertThat(judge(this.policy, StatusCode.TRANSPORT_UNAUTHENTICATED, attempt++))
				.isEqualTo(RetryVerdict.RETRY_SLOW);
		}
		assertThat(judge(this.policy, StatusCode.TRANSPORT_UNAUTHENTICATED, attempt)).isEqualTo(RetryVerdict.FATAL);
	}

	@Test
	void aProvenConnectionForgetsEarlierRefusals() {
		for (int i = 0; i < 5; i++) {
			judge(this.policy, StatusCode.UNAUTHORIZED, i);
		}
		assertThat(judge(this.policy, StatusCode.UNAUTHORIZED, 0)).isEqualTo(RetryVerdict.RETRY_SLOW);
	}

	@Test
	void attemptsAreCountedWithTheFirst() {
		BackoffPolicy three = new BackoffPolicy(RetrySettings.builder().maxAttempts(3).build(), new Random(1));
		assertThat(judge(three, StatusCode.UNAVAILABLE, 0)).isEqualTo(RetryVerdict.RETRY_FAST);
		assertThat(judge(three, StatusCode.UNAVAILABLE, 1)).isEqualTo(RetryVerdict.RETRY_FAST);
		assertThat(judge(three, StatusCode.UNAVAILABLE, 2)).isEqualTo(RetryVerdict.FATAL);
	}

	@Test
	void theClientsOwnFailuresAreJudgedByWhoMadeThem() {
		assertThat(this.policy.judge(new TopicException("x", StatusCode.CLIENT_INTERNAL, RetryVerdict.FATAL), true, 0))
			.isEqualTo(RetryVerdict.FATAL);
		assertThat(this.policy
			.judge(new TopicException("x", StatusCode.CLIENT_PROTOCOL_VIOLATION, RetryVerdict.RETRY_SLOW), true, 0))
			.isEqualTo(RetryVerdict.RETRY_SLOW);
	}

	@Test
	void settingsArePassedOn() {
		BackoffPolicy own = new BackoffPolicy(RetrySettings.builder()
			.waitForTopic(true)
			.healthyAfter(Duration.ofSeconds(77))
			.slowBase(Duration.ofMillis(1))
			.slowDoublings(0)
			.build(), new Random(1));
		assertThat(judge(own, StatusCode.SCHEME_ERROR, 0)).isEqualTo(RetryVerdict.RETRY_SLOW);
		assertThat(own.healthyAfter()).isEqualTo(Duration.ofSeconds(77));
		assertThat(own.delay(3, RetryVerdict.RETRY_SLOW)).isEqualTo(Duration.ofMillis(1));
	}

	private static RetryVerdict judge(BackoffPolicy policy, StatusCode status, int attempt) {
		return policy.judge(new TopicException("x", status, RetryVerdict.FATAL), true, attempt);
	}

}
