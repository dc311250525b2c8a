package io.ydbtopic.client.internal.read;

import java.time.Duration;
import java.time.Instant;

import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.observe.StreamState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** A stream that connects and dies at once, again and again, is not healthy. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@ExtendWith(CreditInvariant.class)
class UnhealthySinceTest {

	private final ReaderHarness harness = ReaderHarness.reader(1);

	private Instant unhealthySince() {
		return this.harness.reader.status().unhealthySince();
	}

	@Test
	void aStreamThatConnectsAtTheFirstTryIsHealthyAtOnce() {
		assertThat(this.harness.reader.status().state()).isEqualTo(StreamState.CONNECTED);
		assertThat(unhealthySince()).isNull();
	}

	@Test
	void connectionsThatDieAtOnceDoNotMakeItHealthy() {
		this.harness.runtime.advance(Duration.ofMinutes(1));
		Instant begun = this.harness.runtime.now();
		this.harness.server.transport().last().breakDown();
		this.harness.settle();
		int connected = 0;
		for (int i = 0; i < 200; i++) {
			this.harness.runtime.advance(Duration.ofMillis(300));
			if (this.harness.reader.status().state() == StreamState.CONNECTED) {
				connected++;
				assertThat(unhealthySince()).isBetween(begun, begun.plusMillis(2));
				this.harness.server.transport().last().breakDown();
			}
		}
		assertThat(connected).isGreaterThan(10);
		assertThat(unhealthySince()).isBetween(begun, begun.plusMillis(2));
	}

	@Test
	void aConnectionThatLivesLongEnoughProvesItselfWithoutAnEvent() {
		this.harness.server.transport().last().breakDown();
		this.harness.runtime.advance(Duration.ofSeconds(9));
		assertThat(this.harness.reader.status().state()).isEqualTo(StreamState.CONNECTED);
		assertThat(unhealthySince()).isNotNull();
		this.harness.runtime.advance(Duration.ofSeconds(2));
		assertThat(unhealthySince()).isNull();
		assertThat(this.harness.runtime.pendingTimers()).isEmpty();
	}

	@Test
	void aConnectionThatMovesDataAndOutlivesTheWaitBeforeItProvesItself() {
		this.harness.server.transport().last().breakDown();
		this.harness.runtime.advance(Duration.ofMillis(100));
		this.harness.server.start(1, 0, 0);
		this.harness.server.data(1, 0, 1);
		assertThat(unhealthySince()).isNotNull();
		this.harness.take();
		this.harness.runtime.advance(Duration.ofMillis(100));
		assertThat(unhealthySince()).isNull();
		Instant again = this.harness.runtime.now();
		this.harness.server.transport().last().breakDown();
		this.harness.settle();
		assertThat(unhealthySince()).as("a new time").isAfterOrEqualTo(again);
	}

	@Test
	void aStreamThatEndsForGoodStaysUnhealthy() {
		Instant before = this.harness.runtime.now();
		this.harness.server.transport()
			.last()
			.end(new TopicException("no such consumer", StatusCode.BAD_REQUEST, RetryVerdict.FATAL));
		this.harness.settle();
		assertThat(this.harness.reader.status().state()).isEqualTo(StreamState.FAILED);
		assertThat(unhealthySince()).isBetween(before, before.plusMillis(2));
	}

}
