package io.ydbtopic.client.internal.write;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A linger that follows the acks: nothing when idle, company under load. */
class AdaptiveLingerTest {

	private static final Duration ACK_TIME = Duration.ofMillis(40);

	private final WriterHarness harness = new WriterHarness(1,
			(settings) -> settings.adaptiveLinger(Duration.ofMillis(100)))
		.connect();

	private void advance(long millis) {
		this.harness.runtime.advance(Duration.ofMillis(millis));
	}

	/** Sends one message and acknowledges it, so that the time of acks is known. */
	private void ackAfter(Duration time) {
		int stored = this.harness.server.stored().size();
		this.harness.server.acknowledges = false;
		this.harness.writer.send("timed");
		this.harness.runtime.advance(time);
		this.harness.server.acknowledgeFrom(stored);
		this.harness.runtime.settle();
	}

	private int requests() {
		return this.harness.server.requests().size();
	}

	@Test
	void aLoneMessageGoesAtOnce() {
		for (int i = 1; i <= 5; i++) {
			ackAfter(ACK_TIME);
			assertThat(requests()).isEqualTo(i);
		}
		this.harness.writer.send("lone");
		this.harness.runtime.settle();
		assertThat(requests()).isEqualTo(6);
		assertThat(this.harness.writer.counters().requests()).isEqualTo(6);
	}

	@Test
	void whileOthersAreInFlightMessagesGatherForAQuarterOfTheAcksTime() {
		ackAfter(ACK_TIME);
		this.harness.writer.send("first");
		this.harness.runtime.settle();
		int before = requests();
		for (int i = 0; i < 9; i++) {
			this.harness.writer.send("m" + i);
			advance(1);
		}
		assertThat(requests()).isEqualTo(before);
		advance(1);
		assertThat(requests()).isEqualTo(before + 1);
		assertThat(this.harness.server.requests().get(before).getMessagesCount()).isEqualTo(9);
	}

	@Test
	void theLastAckEndsTheWait() {
		ackAfter(ACK_TIME);
		int stored = this.harness.server.stored().size();
		this.harness.writer.send("first");
		this.harness.runtime.settle();
		this.harness.writer.send("second");
		advance(1);
		assertThat(requests()).isEqualTo(2);
		this.harness.server.acknowledgeFrom(stored);
		this.harness.runtime.settle();
		assertThat(requests()).isEqualTo(3);
	}

	@Test
	void noAckTimeMakesAMessageWaitLongerThanTheLimit() {
		ackAfter(Duration.ofSeconds(20));
		this.harness.writer.send("first");
		this.harness.runtime.settle();
		this.harness.writer.send("second");
		advance(99);
		assertThat(requests()).isEqualTo(2);
		advance(1);
		assertThat(requests()).isEqualTo(3);
	}

	@Test
	void itFollowsTheAcks() {
		ackAfter(Duration.ofMillis(400));
		for (int i = 0; i < 60; i++) {
			ackAfter(Duration.ofMillis(4));
		}
		this.harness.writer.send("first");
		this.harness.runtime.settle();
		int before = requests();
		this.harness.writer.send("second");
		advance(2);
		assertThat(requests()).isEqualTo(before + 1);
	}

	@Test
	void aFullBatchAndAFlushDoNotWait() {
		WriterHarness small = new WriterHarness(2,
				(settings) -> settings.adaptiveLinger(Duration.ofSeconds(20)).batchMaxMessages(10))
			.connect();
		small.server.acknowledges = false;
		small.write(0, 1);
		small.runtime.advance(Duration.ofSeconds(8));
		small.server.acknowledgeFrom(0);
		small.write(1, 1);
		small.runtime.settle();
		small.write(2, 10);
		small.runtime.settle();
		assertThat(small.server.requests()).hasSize(3);
		small.write(12, 1);
		small.runtime.settle();
		assertThat(small.server.requests()).hasSize(3);
		small.writer.flush();
		small.runtime.settle();
		assertThat(small.server.requests()).hasSize(4);
	}

	@Test
	void aLostConnectionEndsTheWaitAndNothingIsLost() {
		ackAfter(ACK_TIME);
		this.harness.writer.send("first");
		this.harness.runtime.settle();
		this.harness.writer.send("second");
		this.harness.runtime.settle();
		this.harness.server.acknowledges = true;
		this.harness.server.transport().last().breakDown();
		this.harness.runtime.advance(Duration.ofMinutes(1));
		assertThat(this.harness.server.texts()).containsExactly("timed", "first", "second");
		assertThat(this.harness.runtime.pendingTimers()).containsExactly("c/w1.2 ack timeout");
		this.harness.writer.close();
		assertThat(this.harness.runtime.pendingTimers()).isEmpty();
	}

}
