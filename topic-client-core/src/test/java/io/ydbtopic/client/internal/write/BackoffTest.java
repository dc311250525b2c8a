package io.ydbtopic.client.internal.write;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.ydbtopic.client.observe.StreamState;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Rule 4: the backoff grows, and resets on proof, not on hope. */
class BackoffTest {

	@Test
	void aServerThatDiesAfterEachHandshakeSeesFewConnects() {
		for (long seed = 0; seed < 50; seed++) {
			WriterHarness harness = new WriterHarness(seed);
			harness.server.diesAfterHandshake = true;
			harness.writer.start();
			harness.runtime.advance(Duration.ofSeconds(10));
			int inTenSeconds = harness.server.transport().calls().size();
			assertThat(inTenSeconds).as("connects in 10 s, seed %d", seed).isBetween(5, 25);
			harness.runtime.advance(Duration.ofSeconds(50));
			int inTheFirstMinute = harness.server.transport().calls().size();
			harness.runtime.advance(Duration.ofMinutes(10));
			int later = harness.server.transport().calls().size() - inTheFirstMinute;
			assertThat(later).as("connects in the next 10 minutes, seed %d", seed).isLessThanOrEqualTo(300);
		}
	}

	@Test
	void delaysGrowWhileTheServerIsAway() {
		List<Integer> connectsPerSecond = new ArrayList<>();
		WriterHarness harness = new WriterHarness(3);
		harness.server.away = true;
		harness.writer.start();
		int before = 0;
		for (int second = 0; second < 20; second++) {
			harness.runtime.advance(Duration.ofSeconds(1));
			int now = harness.server.transport().calls().size();
			connectsPerSecond.add(now - before);
			before = now;
		}
		assertThat(connectsPerSecond.get(0)).isGreaterThanOrEqualTo(5);
		assertThat(connectsPerSecond.subList(10, 20)).allMatch((connects) -> connects <= 2);
		assertThat(harness.writer.status().attempt()).isEqualTo(before);
		assertThat(harness.writer.status().state()).isEqualTo(StreamState.CONNECTING);
	}

	@Test
	void aConnectionThatMovedDataIsForgivenItsPast() {
		WriterHarness harness = new WriterHarness(4);
		harness.server.away = true;
		harness.writer.start();
		harness.runtime.advance(Duration.ofMinutes(1));
		harness.server.away = false;
		harness.runtime.runUntil(() -> harness.writer.ready().isDone(), Duration.ofMinutes(1));
		harness.write(0, 1);
		// It must also live as long as it was waited for.
		harness.runtime.advance(Duration.ofMillis(5500));
		int calls = harness.server.transport().calls().size();
		harness.server.transport().last().breakDown();
		harness.runtime.advance(Duration.ofMillis(6));
		assertThat(harness.server.transport().calls()).hasSize(calls + 1);
	}

	@Test
	void aConnectionThatStayedHealthyIsForgivenItsPast() {
		WriterHarness harness = new WriterHarness(5);
		harness.server.away = true;
		harness.writer.start();
		harness.runtime.advance(Duration.ofMinutes(1));
		harness.server.away = false;
		harness.runtime.runUntil(() -> harness.writer.ready().isDone(), Duration.ofMinutes(1));
		harness.runtime.advance(Duration.ofSeconds(11));
		int calls = harness.server.transport().calls().size();
		harness.server.transport().last().breakDown();
		harness.runtime.advance(Duration.ofMillis(6));
		assertThat(harness.server.transport().calls()).hasSize(calls + 1);
	}

	@Test
	void aServerThatAcknowledgesOneMessageAndDiesIsNotStormed() {
		for (long seed = 0; seed < 5; seed++) {
			WriterHarness harness = new WriterHarness(seed, (settings) -> settings.batchMaxMessages(1));
			harness.server.cutAfterStoring = 1;
			harness.writer.start();
			harness.write(0, 1000);
			for (int i = 0; i < 1000; i++) {
				harness.runtime.advance(Duration.ofMillis(10));
				harness.server.cutAfterStoring = 1;
			}
			assertThat(harness.server.transport().calls().size()).as("connects in 10 s, seed %d", seed)
				.isLessThanOrEqualTo(25);
		}
	}

	@Test
	void aCloseInterruptsTheWaitAtOnce() {
		WriterHarness harness = new WriterHarness(6);
		harness.server.away = true;
		harness.writer.start();
		harness.runtime.advance(Duration.ofMinutes(2));
		long begun = harness.runtime.nanoTime();
		var closed = harness.writer.closeAsync(Duration.ofSeconds(30));
		assertThat(harness.runtime.runUntil(closed::isDone, Duration.ofMinutes(1))).isTrue();
		assertThat(harness.runtime.nanoTime() - begun).as("nothing to flush, so nothing to wait for").isZero();
	}

	@Test
	void aCleanEndOfTheStreamReconnectsAndLosesNothing() {
		WriterHarness harness = new WriterHarness(7).connect();
		harness.server.acknowledges = false;
		var acks = harness.write(0, 5);
		harness.runtime.advance(Duration.ofMillis(1));
		harness.server.acknowledges = true;
		harness.server.transport().last().end();
		harness.runtime.advance(Duration.ofMillis(100));
		assertThat(harness.server.transport().calls()).hasSize(2);
		assertThat(acks).allMatch((ack) -> ack.isDone() && !ack.isCompletedExceptionally());
		assertThat(harness.server.texts()).containsExactly("m0", "m1", "m2", "m3", "m4");
	}

	@Test
	void aHandshakeWithoutAnAnswerIsTriedAgainAndLosesNothing() {
		WriterHarness harness = new WriterHarness(8, (settings) -> settings.handshakeTimeout(Duration.ofSeconds(3)));
		harness.server.answersHandshake = false;
		harness.writer.start();
		var acks = harness.write(0, 5);
		harness.runtime.advance(Duration.ofMillis(2999));
		assertThat(harness.server.transport().calls()).hasSize(1);
		harness.server.answersHandshake = true;
		harness.runtime.advance(Duration.ofMillis(100));
		assertThat(harness.server.transport().calls()).hasSize(2);
		assertThat(harness.server.transport().calls().get(0).isCancelled()).isTrue();
		assertThat(acks).allMatch((ack) -> ack.isDone() && !ack.isCompletedExceptionally());
	}

}
