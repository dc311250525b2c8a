package io.ydbtopic.broker.consumer;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ConsumerBalanceTest {

	private final ConsumerBalance<String> balance = new ConsumerBalance<>();

	private void open(int partitions) {
		for (int i = 0; i < partitions; i++) {
			this.balance.open(i);
		}
	}

	private void join(String session, Long... only) {
		this.balance.join(session, Set.of(only));
	}

	/** Lets sessions answer at once until nothing moves; gives the number of releases. */
	private int settle() {
		int releases = 0;
		List<Move<String>> moves = this.balance.moves();
		while (!moves.isEmpty()) {
			for (Move<String> move : moves) {
				if (move instanceof Move.Release<String> release) {
					releases++;
					this.balance.released(release.session(), release.partition());
				}
			}
			moves = this.balance.moves();
		}
		return releases;
	}

	@Test
	void theFirstSessionGetsEverything() {
		open(3);
		join("a");
		assertThat(this.balance.moves()).containsExactly(new Move.Assign<>("a", 0), new Move.Assign<>("a", 1),
				new Move.Assign<>("a", 2));
	}

	@Test
	void aPartitionMovesOnlyAfterItCameBack() {
		open(2);
		join("a");
		settle();
		join("b");
		assertThat(this.balance.moves()).containsExactly(new Move.Release<>("a", 1));
		assertThat(this.balance.moves()).isEmpty();
		this.balance.released("a", 1);
		assertThat(this.balance.moves()).containsExactly(new Move.Assign<>("b", 1));
	}

	@Test
	void joiningMovesNoMoreThanNecessary() {
		open(8);
		join("a");
		join("b");
		settle();
		join("c");
		assertThat(settle()).isEqualTo(2);
		assertThat(this.balance.ownedBy("c")).hasSize(2);
		this.balance.leave("c");
		assertThat(settle()).isZero();
		assertThat(this.balance.ownedBy("a")).hasSize(4);
	}

	@Test
	void aSinglePartitionStaysWithItsReader() {
		open(1);
		join("a");
		settle();
		join("b");
		assertThat(settle()).isZero();
		assertThat(this.balance.owner(0)).isEqualTo("a");
	}

	@Test
	void whoNamesAPartitionGetsItAndNoOther() {
		open(3);
		join("a");
		settle();
		join("b", 2L);
		settle();
		assertThat(this.balance.ownedBy("a")).containsExactly(0L, 1L);
		assertThat(this.balance.ownedBy("b")).containsExactly(2L);
		join("c", 2L);
		assertThat(settle()).isZero();
		assertThat(this.balance.ownedBy("c")).isEmpty();
	}

	@Test
	void anAskedBackPartitionGoesToSomebodyElse() {
		open(1);
		join("a");
		settle();
		join("b");
		assertThat(this.balance.askBack(0)).isEqualTo(new Move.Release<>("a", 0));
		assertThat(this.balance.askBack(0)).isNull();
		this.balance.released("a", 0);
		assertThat(this.balance.moves()).containsExactly(new Move.Assign<>("b", 0));
	}

	@Test
	void aShutPartitionIsAskedBackAndNotGivenOut() {
		open(2);
		join("a");
		settle();
		this.balance.shut(1);
		assertThat(this.balance.moves()).containsExactly(new Move.Release<>("a", 1));
		this.balance.released("a", 1);
		assertThat(this.balance.moves()).isEmpty();
	}

	@Test
	void aPinnedPartitionIsLostWithItsSession() {
		open(1);
		join("a");
		join("b");
		settle();
		this.balance.openFor(7, "b");
		settle();
		assertThat(this.balance.owner(7)).isEqualTo("b");
		this.balance.leave("b");
		settle();
		assertThat(this.balance.owner(7)).isNull();
		this.balance.open(7);
		settle();
		assertThat(this.balance.owner(7)).isEqualTo("a");
	}

	@Test
	void randomJoinsAndLeavesEndEvenAndComplete() {
		long seed = 42;
		Random random = new Random(seed);
		open(13);
		List<String> sessions = new ArrayList<>();
		for (int step = 0; step < 500; step++) {
			if (sessions.isEmpty() || random.nextInt(3) > 0 && sessions.size() < 9) {
				String session = "s" + step;
				sessions.add(session);
				join(session);
			}
			else {
				this.balance.leave(sessions.remove(random.nextInt(sessions.size())));
			}
			settle();
			if (!sessions.isEmpty()) {
				List<Integer> loads = sessions.stream().map((session) -> this.balance.ownedBy(session).size()).toList();
				assertThat(loads.stream().mapToInt(Integer::intValue).sum()).as("seed %d step %d", seed, step)
					.isEqualTo(13);
				assertThat(loads.stream().mapToInt(Integer::intValue).max().getAsInt()
						- loads.stream().mapToInt(Integer::intValue).min().getAsInt())
					.as("seed %d step %d", seed, step)
					.isLessThanOrEqualTo(1);
			}
		}
	}

}
