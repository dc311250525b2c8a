package io.ydbtopic.client.internal.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.internal.runtime.SerialLoop;
import io.ydbtopic.client.internal.runtime.VirtualRuntime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The wait before the next attempt, and the application's word on it. */
class PauseTest {

	private static final Duration DELAY = Duration.ofSeconds(1);

	private final VirtualRuntime runtime = new VirtualRuntime(1);

	private final SerialLoop loop = this.runtime.newLoop("loop");

	private final CompletableFuture<Boolean> answer = new CompletableFuture<>();

	private final List<String> told = new ArrayList<>();

	private final Pause pause = new Pause(this.loop, "w1", DELAY, this.answer, () -> this.told.add("over"),
			() -> this.told.add("vetoed"));

	@AfterEach
	void nothingComesLater() {
		List<String> before = List.copyOf(this.told);
		this.answer.complete(true);
		this.runtime.advance(Duration.ofMinutes(1));
		assertThat(this.told).isEqualTo(before).hasSizeLessThan(2);
		assertThat(this.runtime.pendingTimers()).isEmpty();
	}

	private void answer(boolean giveUp) {
		this.answer.complete(giveUp);
		this.runtime.settle();
	}

	@Test
	void aVetoEndsTheWaitAtOnce() {
		answer(true);
		assertThat(this.told).containsExactly("vetoed");
	}

	@Test
	void withoutAVetoTheWaitIsAsLongAsItWas() {
		answer(false);
		this.runtime.advance(DELAY.minusMillis(1));
		assertThat(this.told).isEmpty();
		this.runtime.advance(Duration.ofMillis(1));
		assertThat(this.told).containsExactly("over");
	}

	@Test
	void aLateAnswerIsWaitedFor() {
		this.runtime.advance(DELAY.multipliedBy(2));
		assertThat(this.told).isEmpty();
		answer(false);
		assertThat(this.told).containsExactly("over");
	}

	@Test
	void aLateVetoCounts() {
		this.runtime.advance(DELAY.multipliedBy(2));
		answer(true);
		assertThat(this.told).containsExactly("vetoed");
	}

	@Test
	void anAnswerThatNeverComesProlongsTheWaitByFiveSecondsAndNoMore() {
		this.runtime.advance(DELAY.plus(Pause.ANSWER_MAX).minusMillis(1));
		assertThat(this.told).isEmpty();
		this.runtime.advance(Duration.ofMillis(1));
		assertThat(this.told).containsExactly("over");
	}

	@Test
	void anAnswerThatFailsIsNoVeto() {
		this.answer.completeExceptionally(new IllegalStateException());
		this.runtime.advance(DELAY);
		assertThat(this.told).containsExactly("over");
	}

	@Test
	void cancelledItEndsInNeitherWay() {
		this.pause.cancel();
		this.pause.cancel();
		this.runtime.advance(DELAY);
		assertThat(this.told).isEmpty();
	}

}
