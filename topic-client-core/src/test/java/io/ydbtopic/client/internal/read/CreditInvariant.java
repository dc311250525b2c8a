package io.ydbtopic.client.internal.read;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * After each scenario, for each of its readers: what the server may still send, by the
 * server's own account, is what the client believes; and when the reader is closed,
 * nothing is held, no call is open and no timer is left.
 */
public final class CreditInvariant implements BeforeEachCallback, AfterEachCallback {

	/**
	 * Readers of the scenario that runs, on whatever thread it runs; null when none does.
	 */
	private static volatile @Nullable List<ReaderHarness> harnesses;

	/** A scenario has made a reader. */
	static void watch(ReaderHarness harness) {
		List<ReaderHarness> watched = harnesses;
		if (watched != null) {
			watched.add(harness);
		}
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		harnesses = new CopyOnWriteArrayList<>();
	}

	@Override
	public void afterEach(ExtensionContext context) {
		List<ReaderHarness> watched = harnesses;
		harnesses = null;
		if (watched != null && context.getExecutionException().isEmpty()) {
			watched.forEach(CreditInvariant::check);
		}
	}

	private static void check(ReaderHarness harness) {
		harness.settle();
		ReaderReconnector reconnector = (harness.reader != null) ? harness.reader.reconnector()
				: harness.subscription.reconnector();
		AtomicReference<ReadBudget> known = new AtomicReference<>();
		reconnector.loop().execute(() -> known.set(reconnector.budget()));
		harness.runtime.settle();
		ReadBudget budget = known.get();
		if (budget != null && harness.server.transport().last().isOpen()) {
			assertThat(harness.server.granted()).as("what the server may send; the client says: %s", budget)
				.isEqualTo(budget.outstanding());
			assertThat(reconnector.counters().bufferedBytes()).as("what is held").isEqualTo(budget.held());
		}
		CompletableFuture<Void> closed = reconnector.close(Duration.ZERO);
		harness.runtime.advance(Duration.ofSeconds(10));
		assertThat(closed).as("closed").isDone();
		assertThat(harness.server.transport().openCalls()).as("open calls").isZero();
		assertThat(harness.replayServer.transport().openCalls()).as("open replays").isZero();
		assertThat(reconnector.counters().bufferedBytes()).as("held after the close").isZero();
		assertThat(harness.runtime.pendingTimers()).as("timers after the close").isEmpty();
	}

}
