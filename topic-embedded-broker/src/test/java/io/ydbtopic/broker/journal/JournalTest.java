package io.ydbtopic.broker.journal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class JournalTest {

	private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T10:20:30.040Z"), ZoneOffset.UTC);

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private final Journal journal = new Journal(3, CLOCK, this.tasks::add);

	private void commit(long offset) {
		this.journal.add(JournalKind.COMMITTED, "/local/orders", 1L, "billing", "up to offset " + offset);
	}

	@Test
	void anEventIsOneReadableLine() {
		commit(7);
		this.journal.add(JournalKind.STORE_FAILED, null, null, "", "no space left");
		this.journal.add(JournalKind.TOPIC_DROPPED, "/local/orders", null, "", "");
		assertThat(this.journal.tail(10)).isEqualTo("""
				#1 10:20:30.040 COMMITTED /local/orders/1 billing: up to offset 7
				#2 10:20:30.040 STORE_FAILED: no space left
				#3 10:20:30.040 TOPIC_DROPPED /local/orders""");
		assertThat(this.journal.tail(1)).isEqualTo("#3 10:20:30.040 TOPIC_DROPPED /local/orders");
	}

	@Test
	void theOldestEventsGoAndNumbersGoOn() {
		for (int i = 0; i < 5; i++) {
			commit(i);
		}
		assertThat(this.journal.events()).extracting(JournalEvent::number).containsExactly(3L, 4L, 5L);
		assertThat(this.journal.since(4)).extracting(JournalEvent::text).containsExactly("up to offset 4");
		assertThat(this.journal.last()).isEqualTo(5);
		assertThat(this.journal.events((event) -> event.isAbout("orders"))).hasSize(3);
		assertThat(this.journal.events((event) -> event.isAbout("ders"))).isEmpty();
	}

	@Test
	void withoutCapacityNothingIsKeptOrTold() {
		Journal off = new Journal(0, CLOCK, this.tasks::add);
		off.listen((event) -> {
			throw new IllegalStateException("told");
		});
		off.add(JournalKind.FAULT, null, null, "", "");
		assertThat(off.isOn()).isFalse();
		assertThat(off.events()).isEmpty();
		assertThat(this.tasks).isEmpty();
		assertThatIllegalStateException().isThrownBy(() -> off.await((event) -> true, Duration.ZERO))
			.withMessageContaining("The journal is off");
	}

	@Test
	void listenersAreToldLaterInOrderUntilTheyStop() {
		List<Long> told = new ArrayList<>();
		Runnable stop = this.journal.listen((event) -> told.add(event.number()));
		commit(1);
		commit(2);
		assertThat(told).isEmpty();
		this.tasks.remove().run();
		assertThat(told).containsExactly(1L, 2L);
		stop.run();
		commit(3);
		assertThat(this.tasks).isEmpty();
	}

	@Test
	void waitingEndsWithAnEventThatWasThereOrComes() throws Exception {
		Journal threaded = new Journal(100, CLOCK, (task) -> CompletableFuture.runAsync(task));
		threaded.add(JournalKind.COMMITTED, "/local/orders", 0L, "billing", "one");
		assertThat(threaded.await((event) -> event.text().equals("one"), Duration.ofSeconds(10)).number()).isEqualTo(1);
		CompletableFuture<JournalEvent> waiting = CompletableFuture
			.supplyAsync(() -> threaded.await((event) -> event.text().equals("two"), Duration.ofSeconds(10)));
		threaded.add(JournalKind.COMMITTED, "/local/orders", 0L, "billing", "two");
		assertThat(waiting.get(10, TimeUnit.SECONDS).number()).isEqualTo(2);
	}

	@Test
	void waitingInVainShowsWhatHappenedInstead() {
		commit(9);
		assertThatIllegalStateException().isThrownBy(() -> this.journal.await((event) -> false, Duration.ofMillis(10)))
			.withMessageContaining("No such event within PT0.01S")
			.withMessageContaining("COMMITTED /local/orders/1 billing: up to offset 9");
	}

}
