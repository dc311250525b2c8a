package io.ydbtopic.client.internal.read;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Partition 0 is split into 1 and 2. Its first batch is in hand, another one waits, and
 * messages of partition 1 have come.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@ExtendWith(CreditInvariant.class)
class ParentsFirstTest {

	private static final String CHILD = "data 1 [0, 1]";

	private final List<CompletableFuture<Void>> inHand = new ArrayList<>();

	private ReaderHarness split(long seed) {
		ReaderHarness harness = ReaderHarness.subscription(seed, UnaryOperator.identity());
		harness.handler = (batch) -> {
			CompletableFuture<Void> done = new CompletableFuture<>();
			this.inHand.add(done);
			return done.thenCompose((handled) -> batch.commit());
		};
		harness.server.start(1, 0, 0);
		harness.server.data(1, 0, 2);
		harness.settle();
		harness.server.data(1, 2, 2);
		harness.server.end(1, 1L, 2L);
		harness.server.start(2, 1, 0);
		harness.server.data(2, 0, 2);
		harness.settle();
		assertThat(harness.events).containsExactly("starting 0", "data 0 [0, 1]", "starting 1");
		return harness;
	}

	private void handle(ReaderHarness harness, int batch) {
		this.inHand.get(batch).complete(null);
		harness.settle();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void childrenOfAParentThatGoesBeforeItsEndAreNotHandedOut(boolean graceful) {
		ReaderHarness harness = split(1);
		harness.server.stop(1, graceful, 0);
		harness.settle();
		handle(harness, 0);
		assertThat(harness.events).contains(graceful ? "ended 0 STOPPED" : "ended 0 LOST")
			.doesNotContain(CHILD, "finished 0 [1, 2]");
		harness.server.stop(2, true, 0);
		harness.runtime.advance(Duration.ofMinutes(1));
		assertThat(harness.server.stops()).contains(2L);
		assertThat(harness.events).contains("ended 1 STOPPED").doesNotContain(CHILD);
	}

	@Test
	void theyComeAfterTheNextSessionOfTheirParent() {
		ReaderHarness harness = split(2);
		harness.server.stop(1, true, 0);
		harness.settle();
		handle(harness, 0);
		harness.server.start(3, 0, 2);
		harness.server.data(3, 2, 2);
		harness.server.end(3, 1L, 2L);
		harness.runtime.advance(Duration.ofMinutes(1));
		assertThat(harness.events).endsWith("starting 0", "data 0 [2, 3]");
		handle(harness, 1);
		assertThat(harness.events).endsWith("data 0 [2, 3]", "finished 0 [1, 2]", CHILD);
		handle(harness, 2);
	}

	@Test
	void aServerThatLeavesThemHereIsNotWaitedForWithoutAnEnd() {
		ReaderHarness harness = split(3);
		harness.server.stop(1, true, 0);
		harness.settle();
		handle(harness, 0);
		harness.runtime.advance(Duration.ofSeconds(4));
		assertThat(harness.events).doesNotContain(CHILD);
		harness.runtime.advance(Duration.ofSeconds(2));
		assertThat(harness.events).endsWith(CHILD);
		handle(harness, 1);
	}

	@Test
	void childrenThatComeBackDoNotWaitForAParentThatIsGone() {
		ReaderHarness harness = split(4);
		harness.server.stop(1, true, 0);
		harness.settle();
		handle(harness, 0);
		harness.server.stop(2, true, 0);
		harness.settle();
		harness.server.start(3, 1, 0);
		harness.server.data(3, 0, 2);
		harness.settle();
		assertThat(harness.events).endsWith("starting 1", CHILD);
		handle(harness, 1);
	}

	@Test
	void childrenOfAParentWhoseLastBatchFailedAreNotHandedOut() {
		ReaderHarness harness = split(5);
		handle(harness, 0);
		this.inHand.get(1).completeExceptionally(new IllegalStateException("poison"));
		harness.settle();
		assertThat(harness.events).endsWith("data 0 [2, 3]").doesNotContain("finished 0 [1, 2]");
	}

	@Test
	void theChildrenOfAnEmptyChildWaitAsItDoes() {
		ReaderHarness harness = split(7);
		harness.server.start(3, 2, 0);
		harness.server.end(3, 5L, 6L);
		harness.server.start(4, 5, 0);
		harness.server.data(4, 0, 1);
		harness.settle();
		assertThat(harness.events).doesNotContain("finished 2 [5, 6]", "data 5 [0]");
		handle(harness, 0);
		handle(harness, 1);
		assertThat(harness.events).containsSubsequence("finished 0 [1, 2]", "finished 2 [5, 6]", "data 5 [0]");
		handle(harness, 2);
		handle(harness, 3);
	}

	@Test
	void theyAreNotHandedOutEitherWhenItIsTakenBackFirst() {
		ReaderHarness harness = split(8);
		harness.server.start(3, 2, 0);
		harness.server.end(3, 5L, 6L);
		harness.server.start(4, 5, 0);
		harness.server.data(4, 0, 1);
		harness.settle();
		harness.server.stop(3, true, 0);
		harness.settle();
		assertThat(harness.server.stops()).contains(3L);
		assertThat(harness.events).contains("ended 2 STOPPED").doesNotContain("finished 2 [5, 6]", "data 5 [0]");
		handle(harness, 0);
		handle(harness, 1);
		handle(harness, 2);
	}

	@Test
	void childrenOfAParentThatIsLostWithItsLastBatchInHandAreNotHandedOut() {
		ReaderHarness harness = split(6);
		handle(harness, 0);
		harness.server.stop(1, false, 2);
		harness.settle();
		assertThat(harness.events).endsWith("data 0 [2, 3]");
		handle(harness, 1);
		assertThat(harness.events).endsWith("data 0 [2, 3]", "commits failed 0 1", "ended 0 LOST");
	}

}
