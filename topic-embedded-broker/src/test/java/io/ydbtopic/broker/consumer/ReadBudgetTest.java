package io.ydbtopic.broker.consumer;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ReadBudgetTest {

	private final ReadBudget budget = new ReadBudget();

	@Test
	void itIsWhatWasGrantedMinusWhatWasSent() {
		this.budget.grant(100);
		this.budget.spend(130);
		assertThat(this.budget.available()).isEqualTo(-30);
		this.budget.grant(50);
		assertThat(this.budget.available()).isEqualTo(20);
		this.budget.grant(-40);
		assertThat(this.budget.available()).isEqualTo(-20);
	}

	@Test
	void anAbsurdGrantDoesNotOverflow() {
		this.budget.grant(Long.MAX_VALUE);
		this.budget.grant(Long.MAX_VALUE);
		assertThat(this.budget.available()).isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void aResponseIsNeverFree() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.budget.spend(0));
	}

}
