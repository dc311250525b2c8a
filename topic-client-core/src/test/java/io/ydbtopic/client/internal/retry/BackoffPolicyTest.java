package io.ydbtopic.client.internal.retry;

import java.time.Duration;

import io.ydbtopic.client.RetrySettings;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.VirtualRuntime;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class BackoffPolicyTest {

	private final VirtualRuntime runtime = new VirtualRuntime(1);

	private final BackoffPolicy policy = new BackoffPolicy(RetrySettings.DEFAULT, this.runtime);

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
		BackoffPolicy three = new BackoffPolicy(RetrySettings.builder().maxAttempts(3).build(), this.runtime);
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
			.build(), this.runtime);
		assertThat(judge(own, StatusCode.SCHEME_ERROR, 0)).isEqualTo(RetryVerdict.RETRY_SLOW);
		assertThat(own.healthyAfter()).isEqualTo(Duration.ofSeconds(77));
		assertThat(own.delay(3, RetryVerdict.RETRY_SLOW)).isEqualTo(Duration.ofMillis(1));
	}

	@Test
	void aStreamGivesUpWhenItsTimeIsOverAndNotLater() {
		BackoffPolicy policy = new BackoffPolicy(RetrySettings.builder()
			.giveUpAfter(Duration.ofSeconds(30))
			.slowBase(Duration.ofMinutes(5))
			.slowDoublings(0)
			.build(), this.runtime);
		for (int outage = 0; outage < 3; outage++) {
			long begun = this.runtime.nanoTime();
			int attempt = 0;
			while (judge(policy, StatusCode.OVERLOADED, attempt).isRetriable()) {
				this.runtime.advance(policy.delay(attempt++, RetryVerdict.RETRY_SLOW));
			}
			assertThat(Duration.ofNanos(this.runtime.nanoTime() - begun)).as("outage %d", outage)
				.isEqualTo(Duration.ofSeconds(30));
			this.runtime.advance(Duration.ofHours(1));
		}
	}

	@Test
	void aStatusMayBeVetoedOrAllowed() {
		BackoffPolicy own = new BackoffPolicy(RetrySettings.builder()
			.giveUpOn(StatusCode.OVERLOADED)
			.retryOn(StatusCode.NOT_FOUND, StatusCode.CLIENT_CLOSED, StatusCode.ABORTED)
			.build(), this.runtime);
		assertThat(judge(own, StatusCode.OVERLOADED, 0)).isEqualTo(RetryVerdict.FATAL);
		assertThat(judge(own, StatusCode.NOT_FOUND, 0)).isEqualTo(RetryVerdict.RETRY_SLOW);
		assertThat(judge(own, StatusCode.ABORTED, 0)).as("keeps its pace").isEqualTo(RetryVerdict.RETRY_FAST);
		assertThat(judge(own, StatusCode.CLIENT_CLOSED, 0)).isEqualTo(RetryVerdict.FATAL);
		assertThat(judge(own, StatusCode.BAD_REQUEST, 0)).isEqualTo(RetryVerdict.FATAL);
	}

	@Test
	void aStatusThatIsBothVetoedAndAllowedIsRefused() {
		RetrySettings.Builder both = RetrySettings.builder()
			.giveUpOn(StatusCode.OVERLOADED)
			.retryOn(StatusCode.OVERLOADED);
		assertThatIllegalArgumentException().isThrownBy(both::build)
			.withMessage("retryOn: OVERLOADED, which giveUpOn has as well (expected: in one of them)");
	}

	private static RetryVerdict judge(BackoffPolicy policy, StatusCode status, int attempt) {
		return policy.judge(new TopicException("x", status, RetryVerdict.FATAL), true, attempt);
	}

}
