package io.ydbtopic.broker.topic;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ProducersTest {

	@Test
	void aProducerIsForgottenAfterSixteenIdleDays() {
		Producers producers = new Producers(List.of());
		producers.wrote("a", 5, 1_000);
		assertThat(producers.maxSeqNo("a", 1_000 + Producers.IDLE_MILLIS_MAX)).isEqualTo(5);
		assertThat(producers.maxSeqNo("a", 1_001 + Producers.IDLE_MILLIS_MAX)).isZero();
	}

	@Test
	void theLeastRecentlyActiveIsForgottenWhenThereAreTooMany() {
		Producers producers = new Producers(List.of(), 2);
		producers.wrote("a", 1, 0);
		producers.wrote("b", 1, 0);
		producers.wrote("a", 2, 0);
		producers.wrote("c", 1, 0);
		assertThat(producers.maxSeqNo("b", 0)).isZero();
		assertThat(producers.maxSeqNo("a", 0)).isEqualTo(2);
		assertThat(producers.maxSeqNo("c", 0)).isEqualTo(1);
	}

}
