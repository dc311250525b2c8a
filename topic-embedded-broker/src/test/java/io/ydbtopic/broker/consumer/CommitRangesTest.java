package io.ydbtopic.broker.consumer;

import io.ydbtopic.broker.error.RejectedException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CommitRangesTest {

	private final CommitRanges ranges = new CommitRanges(10);

	private void add(long start, long end) {
		this.ranges.add(new OffsetsRange(start, end));
	}

	private void assertRefused(long start, long end) {
		assertThatExceptionOfType(RejectedException.class).isThrownBy(() -> add(start, end));
	}

	@Test
	void thePrefixGrowsOverRangesThatWereHeld() {
		add(12, 14);
		add(16, 18);
		assertThat(this.ranges.prefixEnd()).isEqualTo(10);
		add(10, 12);
		assertThat(this.ranges.prefixEnd()).isEqualTo(14);
		add(14, 16);
		assertThat(this.ranges.prefixEnd()).isEqualTo(18);
		assertThat(this.ranges.heldCount()).isZero();
	}

	@Test
	void adjacentHeldRangesAreMerged() {
		add(20, 22);
		add(24, 26);
		add(22, 24);
		assertThat(this.ranges.heldCount()).isEqualTo(1);
		assertRefused(21, 23);
		assertRefused(19, 21);
		assertRefused(25, 30);
		assertRefused(15, 40);
		add(26, 27);
		assertThat(this.ranges.heldCount()).isEqualTo(1);
	}

	@Test
	void whatIsCommittedIsNotCommittedAgain() {
		assertRefused(9, 11);
		add(10, 11);
		assertRefused(10, 11);
	}

	@Test
	void anAdvanceFromOutsideFinishesHeldRanges() {
		add(14, 16);
		this.ranges.advanceTo(15);
		assertThat(this.ranges.prefixEnd()).isEqualTo(16);
		this.ranges.advanceTo(3);
		assertThat(this.ranges.prefixEnd()).isEqualTo(16);
	}

	@Test
	void tooManyScatteredRangesAreRefused() {
		for (int i = 0; i < CommitRanges.HELD_RANGES_MAX; i++) {
			add(11 + 2L * i, 12 + 2L * i);
		}
		assertRefused(1_000_000, 1_000_001);
	}

}
