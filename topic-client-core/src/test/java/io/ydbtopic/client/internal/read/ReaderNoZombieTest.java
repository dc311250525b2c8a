package io.ydbtopic.client.internal.read;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/** Rule 1 for readers: a close at any moment leaves no open call. */
@ExtendWith(CreditInvariant.class)
class ReaderNoZombieTest {

	@Test
	void aCloseDuringAReconnectLeavesNoStream() {
		for (long seed = 0; seed < 300; seed++) {
			Random chance = new Random(seed);
			ReaderHarness harness = ReaderHarness.reader(seed, UnaryOperator.identity(), chance.nextBoolean());
			harness.server.start(1, 0, 0);
			harness.server.data(1, 0, 5);
			if (chance.nextBoolean()) {
				harness.settle();
			}
			harness.server.transport().last().breakDown();
			harness.runtime.advance(Duration.ofNanos(chance.nextInt(6_000_000)));
			CompletableFuture<Void> closed = harness.reader.closeAsync(Duration.ofMillis(chance.nextInt(100)));
			harness.runtime.advance(Duration.ofSeconds(5));
			assertThat(closed).as("seed %d", seed).isCompleted();
			assertThat(harness.server.transport().openCalls()).as("seed %d", seed).isZero();
			assertThat(harness.server.transport().mostOpenCalls()).isEqualTo(1);
			assertThat(harness.runtime.pendingTimers()).isEmpty();
		}
	}

	@Test
	void aPartitionThatComesWhileTheReaderClosesIsNotTaken() {
		ReaderHarness harness = ReaderHarness.reader(1, UnaryOperator.identity(), true);
		harness.server.start(1, 0, 0);
		harness.settle();
		harness.server.transport().last().onHalfClose(() -> {
			harness.server.start(2, 1, 0);
			harness.server.transport().last().end();
		});
		CompletableFuture<Void> closed = harness.reader.closeAsync(Duration.ofSeconds(30));
		harness.runtime.advance(Duration.ofMillis(100));
		assertThat(closed).isCompleted();
		assertThat(harness.events).containsExactly("starting 0", "ended 0 CLOSED");
	}

}
