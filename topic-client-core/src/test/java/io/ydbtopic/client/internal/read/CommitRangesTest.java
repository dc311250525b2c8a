package io.ydbtopic.client.internal.read;

import java.util.BitSet;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class CommitRangesTest {

	private static final int OFFSETS = 40;

	private static final int FIRST = 5;

	@Test
	void whateverTheOrderTheyKnowWhatASetOfOffsetsKnows() {
		for (int seed = 0; seed < 1_000; seed++) {
			Random random = new Random(seed);
			CommitRanges ranges = new CommitRanges(FIRST);
			BitSet handedIn = new BitSet();
			handedIn.set(0, FIRST);
			int requested = FIRST;
			for (int step = 0; step < 25; step++) {
				switch (random.nextInt(8)) {
					case 0 -> {
						int committed = random.nextInt(OFFSETS / 2);
						ranges.committed(committed);
						handedIn.set(0, committed);
						requested = Math.max(requested, committed);
					}
					case 1 -> {
						int committed = Math.max(random.nextInt(OFFSETS), 1);
						ranges = ranges.continuedFrom(committed);
						handedIn.set(0, committed);
						requested = committed;
					}
					case 2 -> {
						if (ranges.hasRequest()) {
							assertThat(ranges.requestStart()).isEqualTo(requested);
							requested = handedIn.nextClearBit(0);
							assertThat(ranges.takeRequest()).isEqualTo(requested);
						}
					}
					default -> {
						int start = random.nextInt(OFFSETS);
						int end = start + 1 + random.nextInt(4);
						ranges.add(start, end);
						handedIn.set(start, end);
					}
				}
				check(ranges, handedIn, requested, "seed " + seed + " step " + step + ": " + ranges);
			}
		}
	}

	private static void check(CommitRanges ranges, BitSet handedIn, int requested, String where) {
		int hole = handedIn.nextClearBit(0);
		assertThat(ranges.contiguousEnd()).as(where).isEqualTo(Math.max(hole, requested));
		assertThat(ranges.requestStart()).as(where).isEqualTo(requested);
		assertThat(ranges.hasRequest()).as(where).isEqualTo(hole > requested);
		int islands = 0;
		for (int from = handedIn.nextSetBit(hole); from >= 0; from = handedIn.nextSetBit(handedIn.nextClearBit(from))) {
			islands++;
		}
		assertThat(ranges.waiting()).as(where).isEqualTo(islands);
	}

	@Test
	void anEmptyRangeIsRefused() {
		CommitRanges ranges = new CommitRanges(0);
		assertThatIllegalArgumentException().isThrownBy(() -> ranges.add(3, 3)).withMessageContaining("[3, 3)");
		assertThatIllegalArgumentException().isThrownBy(() -> ranges.add(4, 3)).withMessageContaining("[4, 3)");
	}

	@Test
	void theyTellWhereTheyAre() {
		CommitRanges ranges = new CommitRanges(2);
		ranges.add(2, 4);
		ranges.add(6, 8);
		assertThat(ranges).hasToString("asked for up to 2, handed in up to 4 and {6=8}");
	}

}
