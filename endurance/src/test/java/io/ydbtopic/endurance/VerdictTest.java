package io.ydbtopic.endurance;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class VerdictTest {

	private final Verdict verdict = new Verdict();

	private void written(int number) {
		this.verdict.line("a", "S " + number);
		this.verdict.line("a", "A " + number);
	}

	@Test
	void aRunWithoutFaultsHolds() {
		written(1);
		this.verdict.stored(0, "a-1");
		this.verdict.line("b", "H 1 s1 0 0 a-1");
		assertThat(this.verdict.problems()).isEmpty();
		assertThat(this.verdict.counts()).containsEntry("acknowledged", 1).containsEntry("lost", 0L);
	}

	@Test
	void whatWasAcknowledgedMustBeStored() {
		written(1);
		assertThat(this.verdict.problems()).containsExactly("LOST: a-1 was acknowledged and is not stored");
	}

	@Test
	void whatIsStoredMustBeHandled() {
		written(1);
		this.verdict.stored(0, "a-1");
		assertThat(this.verdict.problems()).containsExactly("LOST: a-1 is stored and was not handled");
	}

	@Test
	void noWriteFails() {
		this.verdict.line("a", "S 1");
		this.verdict.line("a", "F 1 java.lang.IllegalStateException: no");
		assertThat(this.verdict.problems())
			.containsExactly("the write of a-1 failed: F 1 java.lang.IllegalStateException: no");
		assertThat(this.verdict.counts()).containsEntry("failed", 1L);
	}

	@Test
	void nothingIsStoredTwiceOrOutOfOrder() {
		written(1);
		written(2);
		this.verdict.stored(0, "a-2");
		this.verdict.stored(0, "a-1");
		this.verdict.stored(0, "a-1");
		this.verdict.line("b", "H 1 s1 0 0 a-2");
		this.verdict.line("b", "H 1 s1 0 1 a-1");
		assertThat(this.verdict.problems()).contains("a-1 is stored after number 2", "a-1 is stored 2 times");
	}

	@Test
	void aSessionHandlesNothingTwice() {
		written(1);
		this.verdict.stored(0, "a-1");
		this.verdict.line("b", "H 1 s1 0 0 a-1");
		this.verdict.line("b", "H 1 s1 0 0 a-1");
		assertThat(this.verdict.problems()).anyMatch((problem) -> problem.contains("handled offset 0"));
	}

	@Test
	void handlingAgainAfterALossIsCountedByItsReason() {
		written(1);
		this.verdict.stored(0, "a-1");
		this.verdict.line("b", "H 1 s1 0 0 a-1");
		this.verdict.line("b", "H 1 s2 0 0 a-1");
		this.verdict.line("b", "H 2 s1 0 0 a-1");
		this.verdict.line("a", "H 1 s1 0 0 a-1");
		assertThat(this.verdict.problems()).isEmpty();
		assertThat(this.verdict.counts().get("handled again"))
			.hasToString("{another session of the same process=1, the other process=1, the process started anew=1}");
	}

}
