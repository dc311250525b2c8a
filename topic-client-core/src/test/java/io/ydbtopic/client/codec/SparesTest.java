package io.ydbtopic.client.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SparesTest {

	private final AtomicInteger made = new AtomicInteger();

	private final List<Integer> cleaned = new ArrayList<>();

	private final List<Integer> ended = new ArrayList<>();

	private final Spares<Integer> spares = new Spares<>(2, this.made::incrementAndGet, this.cleaned::add,
			this.ended::add);

	@Test
	void aThreadGetsTheOneBackThatItHadBefore() {
		Integer first = this.spares.take();
		Integer second = this.spares.take();
		this.spares.giveBack(first);
		assertThat(this.spares.take()).isSameAs(first);
		this.spares.giveBack(second);
		assertThat(this.spares.take()).isSameAs(second);
		assertThat(this.cleaned).containsExactly(first, second);
		assertThat(this.ended).isEmpty();
	}

	@Test
	void noneIsGivenToTwo() {
		Integer first = this.spares.take();
		this.spares.giveBack(first);
		assertThat(this.spares.take()).isSameAs(first);
		assertThat(this.spares.take()).isNotSameAs(first);
	}

	@Test
	void whatIsMoreThanItHoldsIsEnded() {
		Integer first = this.spares.take();
		Integer second = this.spares.take();
		Integer third = this.spares.take();
		List.of(first, second, third).forEach(this.spares::giveBack);
		assertThat(this.ended).containsExactly(third);
	}

	@Test
	void anotherThreadTakesWhatIsThere() throws InterruptedException {
		this.spares.giveBack(this.spares.take());
		List<Integer> taken = new ArrayList<>();
		Thread other = new Thread(() -> taken.add(this.spares.take()));
		other.start();
		other.join();
		assertThat(taken).containsExactly(1);
	}

}
