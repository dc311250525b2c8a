package io.ydbtopic.client.internal.read;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.DeferredCommit;
import io.ydbtopic.client.MessageBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** How large a batch gets, how long it is waited for, and that it can be handed back. */
@ExtendWith(CreditInvariant.class)
class BatchShapeTest {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private static List<Long> taken(ReaderHarness harness) {
		return ReaderHarness.offsets(harness.take());
	}

	@Test
	void aBatchHasNoMoreBytesThanAsked() {
		ReaderHarness harness = ReaderHarness.reader(1, (settings) -> settings.batchMaxBytes(250), false);
		harness.server.start(1, 0, 0);
		harness.server.data(1, 0, 5, 100);
		harness.server.data(1, 5, 1, 1000);
		harness.server.data(1, 6, 1, 10);
		harness.settle();
		assertThat(taken(harness)).containsExactly(0L, 1L);
		assertThat(taken(harness)).containsExactly(2L, 3L);
		assertThat(taken(harness)).containsExactly(4L);
		assertThat(taken(harness)).as("one is handed out whatever its size").containsExactly(5L);
		assertThat(taken(harness)).containsExactly(6L);
	}

	@Test
	void whatABatchTakesWhenItIsDecompressedIsBounded() {
		ReaderHarness harness = ReaderHarness.reader(11,
				(settings) -> settings.batchMaxBytes(2500).maxMessageBytes(100_000), false);
		harness.server.start(1, 0, 0);
		harness.server.declaredSize = 1000;
		harness.server.data(1, 0, 5);
		harness.server.declaredSize = Long.MAX_VALUE;
		harness.server.data(1, 5, 2);
		harness.settle();
		assertThat(taken(harness)).containsExactly(0L, 1L);
		assertThat(taken(harness)).containsExactly(2L, 3L);
		assertThat(taken(harness)).containsExactly(4L);
		assertThat(taken(harness)).as("an absurd size does no harm").containsExactly(5L);
		assertThat(taken(harness)).containsExactly(6L);
	}

	@Test
	void batchesOfSeveralPartitionsAreTakenAtOnce() throws InterruptedException {
		ReaderHarness harness = ReaderHarness.reader(12, (settings) -> settings.batchMaxMessages(2), false);
		for (long partition = 0; partition < 4; partition++) {
			harness.server.start(partition + 1, partition, 0);
			harness.server.data(partition + 1, 0, (partition == 3) ? 1 : 3);
		}
		harness.settle();
		assertThat(places(harness.reader.receiveBatches(3, SECOND))).containsExactly("0 [0, 1]", "1 [0, 1]",
				"2 [0, 1]");
		List<MessageBatch<String>> rest = harness.reader.receiveBatches(100, SECOND);
		assertThat(places(rest)).containsExactly("3 [0]", "0 [2]", "1 [2]", "2 [2]");
		assertThat(harness.reader.receiveBatches(2, Duration.ZERO)).isEmpty();
		DeferredCommit commits = new DeferredCommit();
		rest.forEach(commits::add);
		commits.commit();
		harness.settle();
		assertThat(harness.server.commits()).as("ranges behind a hole wait").containsExactly("4:0-1");
		assertThatIllegalArgumentException().isThrownBy(() -> harness.reader.receiveBatches(0, SECOND))
			.withMessage("maxBatches: 0 (expected: at least 1)");
	}

	private static List<String> places(List<MessageBatch<String>> batches) {
		return batches.stream()
			.map((batch) -> batch.session().partitionId() + " " + ReaderHarness.offsets(batch))
			.toList();
	}

	@Test
	void aBatchIsWaitedForUntilItIsFull() {
		ReaderHarness harness = ReaderHarness.reader(2, (settings) -> settings.batchMinMessages(5).batchMaxWait(SECOND),
				false);
		harness.server.start(1, 0, 0);
		harness.server.data(1, 0, 2);
		harness.settle();
		assertThat(harness.nothingComes()).isTrue();
		harness.server.data(1, 2, 4);
		harness.settle();
		assertThat(taken(harness)).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
	}

	@Test
	void butNotForEver() {
		ReaderHarness harness = ReaderHarness.reader(3, (settings) -> settings.batchMinMessages(5).batchMaxWait(SECOND),
				false);
		harness.server.start(1, 0, 0);
		harness.server.data(1, 0, 2);
		harness.settle();
		CompletableFuture<MessageBatch<String>> asked = harness.reader.receiveBatchAsync();
		harness.runtime.advance(Duration.ofMillis(990));
		assertThat(asked).isNotDone();
		harness.runtime.advance(Duration.ofMillis(20));
		assertThat(ReaderHarness.offsets(asked.join())).containsExactly(0L, 1L);
		harness.server.data(1, 2, 1);
		harness.settle();
		assertThat(harness.nothingComes()).as("the next batch is waited for anew").isTrue();
	}

	@Test
	void norWhenTheBufferWouldNotHoldMoreNorWhenNothingMoreCanCome() {
		ReaderHarness harness = ReaderHarness.reader(4,
				(settings) -> settings.batchMinMessages(1000).batchMaxWait(Duration.ofHours(1)).bufferMaxBytes(1024),
				false);
		harness.server.start(1, 0, 0);
		harness.server.data(1, 0, 6, 50);
		harness.settle();
		assertThat(taken(harness)).hasSize(6);
		harness.server.data(1, 6, 1);
		harness.server.end(1);
		harness.settle();
		assertThat(taken(harness)).containsExactly(6L);
	}

	@Test
	void aBatchThatIsHandedBackComesAgainBeforeWhatFollows() {
		ReaderHarness harness = ReaderHarness.reader(5, (settings) -> settings.batchMaxMessages(2), false);
		harness.server.start(1, 0, 0);
		harness.server.start(2, 1, 0);
		harness.server.data(1, 0, 6);
		harness.settle();
		MessageBatch<String> first = harness.take();
		first.nack(SECOND);
		harness.server.data(2, 0, 1);
		harness.settle();
		assertThat(harness.take().session().partitionId()).as("the others go on").isEqualTo(1);
		assertThat(harness.nothingComes()).isTrue();
		harness.runtime.advance(SECOND);
		MessageBatch<String> again = harness.take();
		assertThat(ReaderHarness.offsets(again)).containsExactly(0L, 1L);
		assertThat(taken(harness)).containsExactly(2L, 3L);
		again.commit();
		harness.settle();
		assertThat(harness.server.commits()).containsExactly("1:0-2");
		assertThat(harness.server.transport().calls()).as("streams").hasSize(1);
	}

	@Test
	void severalThatAreHandedBackComeInTheirOrder() {
		ReaderHarness harness = ReaderHarness.reader(6, (settings) -> settings.batchMaxMessages(1), false);
		harness.server.start(1, 0, 0);
		harness.server.data(1, 0, 4);
		harness.settle();
		MessageBatch<String> first = harness.take();
		MessageBatch<String> second = harness.take();
		second.nack(Duration.ZERO);
		first.nack(Duration.ZERO);
		harness.settle();
		List<Long> order = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			order.addAll(taken(harness));
		}
		assertThat(order).containsExactly(0L, 1L, 2L, 3L);
	}

	@Test
	void aHandlerMayHandItsBatchBack() {
		ReaderHarness harness = ReaderHarness.subscription(7, (settings) -> settings.batchMaxMessages(2));
		List<Integer> attempts = new ArrayList<>();
		harness.handler = (batch) -> {
			attempts.add(1);
			if (attempts.size() < 3) {
				batch.nack(SECOND);
				return CompletableFuture.completedFuture(null);
			}
			return batch.commit();
		};
		harness.server.start(1, 0, 0);
		harness.server.data(1, 0, 4);
		harness.runtime.advance(Duration.ofSeconds(5));
		assertThat(harness.events).contains("data 0 [0, 1]", "data 0 [2, 3]");
		assertThat(harness.events.stream().filter("data 0 [0, 1]"::equals)).hasSize(3);
		assertThat(harness.events.indexOf("data 0 [2, 3]")).isGreaterThan(harness.events.lastIndexOf("data 0 [0, 1]"));
		assertThat(harness.server.commits()).containsExactly("1:0-2", "1:2-4");
	}

	@Test
	void whatIsHandedBackAfterTheEndOfItsSessionComesFromTheServer() {
		ReaderHarness harness = ReaderHarness.reader(8);
		harness.server.start(1, 0, 0);
		harness.server.data(1, 0, 2);
		harness.settle();
		MessageBatch<String> batch = harness.take();
		harness.server.stop(1, false, 0);
		harness.settle();
		batch.nack(Duration.ZERO);
		harness.runtime.advance(SECOND);
		assertThat(harness.nothingComes()).isTrue();
	}

	@Test
	void aPartitionThatIsWantedBackForgetsWhatWasHandedBack() {
		ReaderHarness harness = ReaderHarness.reader(9);
		harness.server.start(1, 0, 0);
		harness.server.data(1, 0, 2);
		harness.settle();
		harness.take().nack(Duration.ofMinutes(1));
		harness.settle();
		harness.server.stop(1, true, 0);
		harness.runtime.advance(Duration.ofMinutes(2));
		assertThat(harness.server.stops()).containsExactly(1L);
		assertThat(harness.nothingComes()).isTrue();
	}

	@Test
	void aNegativeDelayIsRefused() {
		ReaderHarness harness = ReaderHarness.reader(10);
		harness.server.start(1, 0, 0);
		harness.server.data(1, 0, 1);
		harness.settle();
		MessageBatch<String> batch = harness.take();
		assertThatIllegalArgumentException().isThrownBy(() -> batch.nack(Duration.ofSeconds(-1)))
			.withMessage("delay: PT-1S (expected: zero or more)");
	}

}
