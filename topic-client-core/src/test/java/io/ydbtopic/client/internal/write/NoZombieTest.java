package io.ydbtopic.client.internal.write;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.ydbtopic.client.WriterCloseReport;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Rule 1: one live stream, no zombie; a close at any step leaves no open call. */
class NoZombieTest {

	/** Where the close comes. */
	enum Step {

		BEFORE_THE_START(false, (h) -> {
		}),

		RIGHT_AFTER_THE_START(true, (h) -> {
		}),

		WHILE_THE_CALL_OPENS(true, (h) -> {
			var before = h.server.transport();
			before.onOpen((call) -> h.writer.closeAsync(Duration.ZERO));
			h.runtime.runUntil(() -> !before.calls().isEmpty(), Duration.ofSeconds(1));
		}),

		IN_THE_HANDSHAKE(true, (h) -> {
			h.server.answersHandshake = false;
			h.runtime.advance(Duration.ofMillis(50));
		}),

		WHEN_THE_HANDSHAKE_IS_ANSWERED(true,
				(h) -> h.runtime.runUntil(() -> !h.server.transport().calls().isEmpty()
						&& !h.server.transport().last().received().isEmpty(), Duration.ofSeconds(1))),

		CONNECTED(true, (h) -> h.runtime.advance(Duration.ofMillis(50))),

		WITH_MESSAGES_IN_FLIGHT(true, (h) -> {
			h.runtime.advance(Duration.ofMillis(50));
			h.server.acknowledges = false;
			h.write(0, 10);
			h.runtime.advance(Duration.ofMillis(1));
		}),

		WHEN_THE_STREAM_BREAKS(true, (h) -> {
			h.runtime.advance(Duration.ofMillis(50));
			h.server.transport().last().breakDown();
		}),

		IN_A_BACKOFF(true, (h) -> {
			h.server.away = true;
			h.runtime.runUntil(() -> h.server.transport().calls().size() == 8, Duration.ofSeconds(60));
			h.runtime.settle();
		}),

		WHEN_THE_BACKOFF_IS_OVER(true, (h) -> {
			h.server.away = true;
			h.runtime.runUntil(() -> h.server.transport().calls().size() == 5, Duration.ofSeconds(60));
			h.server.away = false;
			h.runtime.runUntil(() -> h.server.transport().calls().size() == 6, Duration.ofSeconds(60));
		}),

		IN_A_FLUSH(true, (h) -> {
			h.runtime.advance(Duration.ofMillis(50));
			h.server.acknowledges = false;
			h.write(0, 3);
			h.writer.flush();
			h.runtime.advance(Duration.ofMillis(1));
		}),

		IN_ANOTHER_CLOSE(true, (h) -> {
			h.runtime.advance(Duration.ofMillis(50));
			h.server.acknowledges = false;
			h.write(0, 3);
			h.writer.closeAsync(Duration.ofSeconds(5));
			h.runtime.advance(Duration.ofMillis(1));
		}),

		AFTER_A_FATAL_ERROR(true, (h) -> {
			h.runtime.advance(Duration.ofMillis(50));
			h.server.transport().last().reply(FakeWriteServer.error(StatusCode.BAD_REQUEST, "no"));
			h.runtime.advance(Duration.ofMillis(1));
		}),

		WITH_A_SERVER_THAT_NEVER_ENDS_THE_CALL(true, (h) -> {
			h.runtime.advance(Duration.ofMillis(50));
			h.server.transport().last().onHalfClose(() -> {
			});
		});

		private final boolean started;

		private final Consumer<WriterHarness> before;

		Step(boolean started, Consumer<WriterHarness> before) {
			this.started = started;
			this.before = before;
		}

	}

	@ParameterizedTest
	@EnumSource
	void aCloseLeavesNoOpenCall(Step step) {
		for (long seed = 0; seed < 20; seed++) {
			WriterHarness harness = new WriterHarness(seed);
			if (step.started) {
				harness.writer.start();
			}
			step.before.accept(harness);
			CompletableFuture<WriterCloseReport> closed = harness.writer.closeAsync(Duration.ofSeconds(2));
			assertThat(harness.runtime.runUntil(closed::isDone, Duration.ofSeconds(10))).as("closed in time").isTrue();
			harness.runtime.advance(Duration.ofMinutes(5));
			assertThat(harness.server.transport().openCalls()).as("open calls, seed %d", seed).isZero();
			assertThat(harness.server.transport().mostOpenCalls()).isLessThanOrEqualTo(1);
			assertThat(harness.runtime.pendingTimers()).isEmpty();
		}
	}

	@Test
	void aStartAfterTheCloseConnectsNoMore() {
		WriterHarness harness = new WriterHarness(1);
		harness.writer.closeAsync(Duration.ofSeconds(1));
		harness.writer.start();
		harness.runtime.advance(Duration.ofMinutes(1));
		assertThat(harness.server.transport().calls()).isEmpty();
	}

	@Test
	void thereAreNeverTwoOpenCallsWhateverTheServerDoes() {
		for (long seed = 0; seed < 300; seed++) {
			Random chance = new Random(seed);
			WriterHarness harness = new WriterHarness(seed).connect();
			for (int step = 0; step < 30; step++) {
				harness.server.away = chance.nextInt(4) == 0;
				harness.server.answersHandshake = chance.nextInt(4) != 0;
				harness.server.diesAfterHandshake = chance.nextInt(4) == 0;
				if (chance.nextBoolean()) {
					harness.server.transport().last().breakDown();
				}
				harness.runtime.advance(Duration.ofMillis(chance.nextInt(40_000)));
			}
			CompletableFuture<WriterCloseReport> closed = harness.writer
				.closeAsync(Duration.ofMillis(chance.nextInt(1000)));
			harness.runtime.advance(Duration.ofSeconds(5));
			assertThat(closed).isCompleted();
			assertThat(harness.server.transport().openCalls()).isZero();
			assertThat(harness.server.transport().mostOpenCalls()).as("seed %d", seed).isEqualTo(1);
		}
	}

}
