package io.ydbtopic.spring.listener;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class AckLedgerTest {

	@Test
	void aCommitMovesUpToTheFirstHole() {
		AckLedger<String> ledger = new AckLedger<>();
		ledger.handedOut(10, "a");
		ledger.handedOut(12, "b");
		ledger.handedOut(13, "c");
		assertThat(ledger.done(12)).isEmpty();
		assertThat(ledger.done(13)).isEmpty();
		assertThat(ledger.size()).isEqualTo(3);
		assertThat(ledger.done(10)).containsExactly("a", "b", "c");
		assertThat(ledger.size()).isZero();
	}

	@Test
	void aRepeatedAckChangesNothing() {
		AckLedger<String> ledger = new AckLedger<>();
		ledger.handedOut(1, "a");
		assertThat(ledger.done(1)).containsExactly("a");
		assertThat(ledger.done(1)).isEmpty();
		assertThat(ledger.done(99)).isEmpty();
	}

	@Test
	void aMessageThatIsHandedOutTwiceIsKeptOnce() {
		AckLedger<String> ledger = new AckLedger<>();
		ledger.handedOut(1, "a");
		ledger.handedOut(1, "again");
		assertThat(ledger.size()).isEqualTo(1);
	}

	/**
	 * Whatever the order of the acks: each once, in order, and never past an open one.
	 */
	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4711, 99 })
	void anyOrderOfAcksCommitsEachOnceInOrderAndNeverPastAnOpenOne(long seed) {
		Random random = new Random(seed);
		AckLedger<Long> ledger = new AckLedger<>();
		List<Long> offsets = new ArrayList<>();
		long offset = 0;
		for (int i = 0; i < 500; i++) {
			offset += 1 + random.nextInt(3);
			offsets.add(offset);
			ledger.handedOut(offset, offset);
		}
		List<Long> shuffled = new ArrayList<>(offsets);
		Collections.shuffle(shuffled, random);
		TreeSet<Long> open = new TreeSet<>(offsets);
		List<Long> committed = new ArrayList<>();
		for (Long done : shuffled) {
			open.remove(done);
			committed.addAll(ledger.done(done));
			if (!committed.isEmpty() && !open.isEmpty()) {
				assertThat(committed.get(committed.size() - 1)).as("seed %d", seed).isLessThan(open.first());
			}
		}
		assertThat(committed).as("seed %d", seed).isEqualTo(offsets);
		assertThat(ledger.size()).isZero();
	}

}
