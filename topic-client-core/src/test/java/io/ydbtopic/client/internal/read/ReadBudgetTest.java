package io.ydbtopic.client.internal.read;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Rule 10: granted, minus what came, plus what is held, is always the buffer. */
@ExtendWith(CreditInvariant.class)
class ReadBudgetTest {

	private static final int BUFFER = 10_000;

	@Test
	void theFirstGrantIsTheWholeBuffer() {
		ReaderHarness harness = ReaderHarness.reader(1, (settings) -> settings.bufferMaxBytes(BUFFER), false);
		assertThat(harness.server.granted()).isEqualTo(BUFFER);
		assertThat(harness.server.grants()).isEqualTo(1);
	}

	@Test
	void theServerIsAskedForALimitOfEachPartitionIfSoWished() {
		ReaderHarness harness = ReaderHarness.reader(3, (settings) -> settings.partitionMaxInFlightBytes(4096), false);
		assertThat(harness.server.transport().last().received().get(0).getInitRequest().getPartitionMaxInFlightBytes())
			.isEqualTo(4096);
	}

	@Test
	void anApplicationThatTakesNothingIsSentNoMoreThanTheBuffer() {
		ReaderHarness harness = ReaderHarness.reader(2, (settings) -> settings.bufferMaxBytes(BUFFER), false);
		harness.server.start(1, 0, 0);
		harness.settle();
		long offset = 0;
		while (harness.server.granted() > 0) {
			harness.server.data(1, offset, 10);
			offset += 10;
			harness.settle();
		}
		harness.runtime.advance(Duration.ofHours(1));
		assertThat(harness.server.granted()).isLessThanOrEqualTo(0);
		assertThat(harness.server.grants()).isEqualTo(1);
		long oneResponse = 10 * (FakeReadServer.OVERHEAD + 4);
		assertThat(harness.reader.counters().bufferedBytes()).isLessThanOrEqualTo(BUFFER + oneResponse);
	}

	@Test
	void whateverHappensTheServerGetsBackExactlyWhatItSent() {
		for (long seed = 0; seed < 200; seed++) {
			Random chance = new Random(seed);
			ReaderHarness harness = ReaderHarness.reader(seed,
					(settings) -> settings.bufferMaxBytes(BUFFER).batchMaxMessages(1 + chance.nextInt(20)), false);
			long[] offsets = new long[4];
			for (int partition = 0; partition < 4; partition++) {
				harness.server.start(partition + 1, partition, 0);
			}
			for (int step = 0; step < 100; step++) {
				int partition = chance.nextInt(4);
				switch (chance.nextInt(6)) {
					case 0, 1, 2 -> {
						if (harness.server.granted() > 0) {
							int count = 1 + chance.nextInt(15);
							harness.server.data(partition + 1, offsets[partition], count, chance.nextInt(50));
							offsets[partition] += count;
						}
					}
					case 3, 4 -> harness.nothingComes();
					default -> {
						if (chance.nextInt(10) == 0) {
							harness.server.stop(partition + 1, false, 0);
						}
					}
				}
			}
			harness.settle();
			while (!harness.nothingComes()) {
				// Until nothing is left.
			}
			assertThat(harness.reader.counters().bufferedBytes()).as("seed %d", seed).isZero();
			assertThat(harness.server.granted()).as("seed %d: all but a small rest", seed)
				.isBetween(BUFFER - BUFFER / 8L, (long) BUFFER);
		}
	}

	@Test
	void dataOfAnUnknownSessionIsGivenBack() {
		ReaderHarness harness = ReaderHarness.reader(3, (settings) -> settings.bufferMaxBytes(BUFFER), false);
		harness.server.data(77, 0, 100);
		harness.settle();
		assertThat(harness.server.granted()).isEqualTo(BUFFER);
	}

	@Test
	void aReconnectStartsWithTheWholeBuffer() {
		ReaderHarness harness = ReaderHarness.reader(4, (settings) -> settings.bufferMaxBytes(BUFFER), false);
		harness.server.start(1, 0, 0);
		harness.server.data(1, 0, 50);
		harness.settle();
		harness.server.transport().last().breakDown();
		harness.runtime.advance(Duration.ofSeconds(1));
		assertThat(harness.server.granted()).isEqualTo(BUFFER);
	}

	@Test
	void aSubscriptionGivesBackWhenABatchIsHandled() {
		Queue<CompletableFuture<Void>> open = new ArrayDeque<>();
		ReaderHarness harness = ReaderHarness.subscription(5, (settings) -> settings.bufferMaxBytes(BUFFER));
		harness.handler = (batch) -> {
			CompletableFuture<Void> done = new CompletableFuture<>();
			open.add(done);
			return done;
		};
		harness.server.start(1, 0, 0);
		harness.settle();
		harness.server.data(1, 0, 50);
		harness.settle();
		assertThat(harness.server.granted()).isLessThan(BUFFER);
		assertThat(open).hasSize(1);
		open.remove().complete(null);
		harness.settle();
		assertThat(harness.server.granted()).isEqualTo(BUFFER);
	}

	@Test
	void moreGivenBackThanCameIsNoticed() {
		ReadBudget budget = new ReadBudget(100);
		budget.nextGrant();
		budget.receive(60);
		assertThatThrownBy(() -> budget.release(61)).isInstanceOf(IllegalStateException.class)
			.hasMessageContaining("granted 100 - received 60 + held -1");
	}

	@Test
	void smallReturnsAreCollectedIntoOneGrant() {
		ReadBudget budget = new ReadBudget(800);
		assertThat(budget.nextGrant()).isEqualTo(800);
		budget.receive(300);
		budget.release(50);
		assertThat(budget.nextGrant()).isZero();
		budget.release(49);
		assertThat(budget.nextGrant()).isZero();
		budget.release(1);
		assertThat(budget.nextGrant()).isEqualTo(100);
		assertThat(budget.outstanding()).isEqualTo(600);
	}

}
