package io.ydbtopic.broker.fault;

import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.stream.IntStream;

import io.ydbtopic.broker.journal.Journal;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class FaultScopeTest {

	private static final FaultSubject WRITER = FaultSubject.writer("/local/orders", 1L, "shop");

	private static final FaultSubject READER = FaultSubject.reader(Set.of("/local/orders", "/local/bills"), "billing");

	@Test
	void everythingCoversAll() {
		assertThat(FaultScope.EVERYTHING.covers(WRITER)).isTrue();
		assertThat(FaultScope.EVERYTHING.covers(READER)).isTrue();
		assertThat(FaultScope.EVERYTHING.covers(FaultSubject.NONE)).isTrue();
	}

	@Test
	void whatIsNamedHasToFit() {
		assertThat(FaultScope.ofTopic("/local/orders").covers(WRITER)).isTrue();
		assertThat(FaultScope.ofTopic("/local/orders").covers(READER)).isTrue();
		assertThat(FaultScope.ofTopic("/local/other").covers(WRITER)).isFalse();
		assertThat(FaultScope.ofTopic("/local/orders").covers(FaultSubject.NONE)).isFalse();
		assertThat(FaultScope.ofProducer("shop").partition(1).covers(WRITER)).isTrue();
		assertThat(FaultScope.ofProducer("shop").partition(2).covers(WRITER)).isFalse();
		assertThat(FaultScope.ofConsumer("billing").covers(WRITER)).isFalse();
		assertThat(FaultScope.ofConsumer("billing").covers(READER)).isTrue();
		assertThat(FaultScope.EVERYTHING.partition(1).covers(READER)).isFalse();
	}

	@Test
	void aShareIsKeptAndTheSameSeedPicksTheSame() {
		Chance one = new Chance(0.25, 42);
		Chance same = new Chance(0.25, 42);
		Chance other = new Chance(0.25, 43);
		boolean[] picks = new boolean[10_000];
		int differences = 0;
		for (int i = 0; i < picks.length; i++) {
			picks[i] = one.next();
			assertThat(same.next()).isEqualTo(picks[i]);
			differences += (other.next() != picks[i]) ? 1 : 0;
		}
		assertThat(IntStream.range(0, picks.length).filter((i) -> picks[i]).count()).isBetween(2_300L, 2_700L);
		assertThat(differences).isGreaterThan(1_000);
	}

	@Test
	void anArmedFaultOfTheSameNamesIsReplaced() {
		FaultScript script = new FaultScript(new Journal(0, Clock.systemUTC(), Runnable::run));
		ArmedFault first = script.arm(FaultKind.LOSE_ACKS, FaultScope.ofTopic("/local/orders"), 3, Duration.ZERO, null);
		ArmedFault second = script.arm(FaultKind.LOSE_ACKS, FaultScope.ofTopic("/local/orders").share(0.5, 1), 3,
				Duration.ZERO, null);
		assertThat(script.armed()).containsExactly(second);
		first.disarm();
		assertThat(script.armed()).containsExactly(second);
		second.disarm();
		assertThat(script.anyArmed()).isFalse();
	}

	@Test
	void aFaultIsGoneWithItsLastStrike() {
		FaultScript script = new FaultScript(new Journal(0, Clock.systemUTC(), Runnable::run));
		ArmedFault fault = script.arm(FaultKind.LOSE_ACKS, FaultScope.EVERYTHING, 2, Duration.ZERO, null);
		assertThat(script.strike(FaultKind.LOSE_ACKS, WRITER)).isSameAs(fault);
		assertThat(script.strike(FaultKind.DROP_AFTER_STORING, WRITER)).isNull();
		assertThat(fault).hasToString("LOSE_ACKS of everything, 1 more, struck 1");
		assertThat(script.strike(FaultKind.LOSE_ACKS, WRITER)).isSameAs(fault);
		assertThat(script.strike(FaultKind.LOSE_ACKS, WRITER)).isNull();
		assertThat(script.anyArmed()).isFalse();
		assertThat(script.count(FaultKind.LOSE_ACKS)).isEqualTo(2);
	}

	@Test
	void nonsenseIsRefusedWithWhatIsExpected() {
		assertThatIllegalArgumentException().isThrownBy(() -> FaultScope.EVERYTHING.share(0, 1))
			.withMessage("share is 0.0 (expected more than 0 and at most 1)");
		assertThatIllegalArgumentException().isThrownBy(() -> FaultScope.EVERYTHING.share(Double.NaN, 1));
		assertThatIllegalArgumentException().isThrownBy(() -> FaultScope.EVERYTHING.partition(-1))
			.withMessageContaining("partition is -1");
		assertThatIllegalArgumentException().isThrownBy(() -> FaultScope.ofTopic(""))
			.withMessageContaining("topic is empty");
	}

}
