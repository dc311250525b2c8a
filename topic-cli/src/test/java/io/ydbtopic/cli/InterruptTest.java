package io.ydbtopic.cli;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class InterruptTest {

	@Test
	void theActionRunsOnceAlsoWhenItIsSetAfterwards() {
		Interrupt interrupt = new Interrupt();
		List<String> ran = new ArrayList<>();
		interrupt.raise();
		assertThat(interrupt.isRaised()).isTrue();
		interrupt.whenRaised(() -> ran.add("late"));
		interrupt.raise();
		assertThat(ran).containsExactly("late");
	}

	@Test
	void afterTheEndItWaitsForNobody() {
		Interrupt interrupt = new Interrupt();
		interrupt.finished();
		interrupt.raiseAndWait();
		assertThat(interrupt.isRaised()).isFalse();
	}

}
