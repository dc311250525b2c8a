package io.ydbtopic.spring.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.ydbtopic.spring.annotation.TopicListener;
import io.ydbtopic.spring.listener.DeliveryGate;
import io.ydbtopic.spring.listener.DeliveryGates;
import io.ydbtopic.spring.listener.RateLimit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Limits come from the configuration, and gates are beans.
 */
class DeliveryGateSettingsTest {

	private final ListeningContext context = new ListeningContext();

	@Test
	void limitsOfOneListenerAndOfAllComeFromTheConfiguration() {
		this.context.runner.withBean(Limited.class)
			.withPropertyValues("ydb.topic.listeners.limited.rate-limit=50/s", "ydb.topic.rate-limit=3000/m")
			.run((started) -> {
				DeliveryGates gates = started.getBean(DeliveryGates.class);
				assertThat(gates.of("limited").limit()).isEqualTo(RateLimit.of("50/s"));
				assertThat(gates.of("other").limit()).isNull();
				assertThat(gates.all().limit()).isEqualTo(RateLimit.of("3000/m"));
			});
	}

	@Test
	void aBeanOfTheApplicationKeepsMessagesBack() {
		Limited listener = new Limited();
		List<Duration> waits = new ArrayList<>(List.of(Duration.ofSeconds(1), Duration.ZERO));
		this.context.runner = this.context.runner.withBean(DeliveryGate.class,
				() -> (id, first, count) -> waits.remove(0));
		this.context.run(listener, (registry) -> {
			this.context.deliver(this.context.session.batch("a"));
			assertThat(listener.handled).isEmpty();
			this.context.runtime.advance(Duration.ofSeconds(1));
			assertThat(listener.handled).containsExactly("a");
		});
	}

	static class Limited {

		final List<String> handled = new ArrayList<>();

		@TopicListener(id = "limited", topics = "orders", consumer = "billing")
		void listen(String payload) {
			this.handled.add(payload);
		}

	}

}
