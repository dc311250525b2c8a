package io.ydbtopic.spring.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What stands before a listener, and what it keeps back.
 */
class DeliveryGateTest {

	private final ContainerFixture fixture = new ContainerFixture();

	private final FakeSession session = new FakeSession("orders", 0);

	private final List<String> handled = new ArrayList<>();

	private final DeliveryGates gates = new DeliveryGates(this.fixture.runtime::nanoTime, List.of());

	private TopicListenerContainer start(DeliveryGate gate) {
		return this.fixture.started(this.fixture.parts()
			.withGate(gate)
			.container(io.ydbtopic.client.Deserializer.bytes(),
					(message, context) -> this.handled.add(ContainerFixture.text(message.data()))));
	}

	private void deliver(String... payloads) {
		this.fixture.client.subscription().deliver(this.session.batch(payloads));
		this.fixture.runtime.run();
	}

	private void advance(Duration time) {
		this.fixture.runtime.advance(time);
	}

	@Test
	void aLimitIsKeptOnAverage() {
		this.gates.of("billing").limit(RateLimit.of("2/s"));
		start(this.gates.gateOf("billing"));
		deliver("a", "b", "c", "d", "e", "f");
		int atOnce = this.handled.size();
		assertThat(atOnce).as("no more than a second's messages at once, and one").isBetween(1, 3);
		advance(Duration.ofSeconds(1));
		assertThat(this.handled).hasSize(atOnce + 2);
		advance(Duration.ofSeconds(10));
		assertThat(this.handled).containsExactly("a", "b", "c", "d", "e", "f");
		assertThat(this.session.commits).hasSize(6);
	}

	@Test
	void aClosedValveKeepsMessagesBackUntilItIsOpenedAgain() {
		this.gates.of("billing").close();
		start(this.gates.gateOf("billing"));
		deliver("a", "b");
		advance(Duration.ofMinutes(1));
		assertThat(this.handled).isEmpty();
		this.gates.of("billing").open();
		advance(DeliveryValve.CLOSED_LOOK);
		assertThat(this.handled).containsExactly("a", "b");
	}

	@Test
	void oneValveIsForAllListenersTogether() {
		this.gates.all().close();
		start(this.gates.gateOf("billing"));
		deliver("a");
		assertThat(this.handled).isEmpty();
		this.gates.all().open();
		advance(DeliveryValve.CLOSED_LOOK);
		assertThat(this.handled).containsExactly("a");
	}

	@Test
	void whoWaitsForOneValveDoesNotUseUpTheOther() {
		this.gates.all().limit(RateLimit.of("1/h"));
		this.gates.of("billing").close();
		start(this.gates.gateOf("billing"));
		deliver("a");
		advance(Duration.ofMinutes(1));
		this.gates.of("billing").open();
		advance(DeliveryValve.CLOSED_LOOK);
		assertThat(this.handled).containsExactly("a");
	}

	@Test
	void anApplicationsGateIsAskedWithTheFirstMessageAndHowMany() {
		List<String> asked = new ArrayList<>();
		DeliveryGates own = new DeliveryGates(this.fixture.runtime::nanoTime, List.of((listener, first, count) -> {
			asked.add(listener + " " + first.offset() + " " + count);
			return (asked.size() < 3) ? Duration.ofSeconds(1) : Duration.ZERO;
		}));
		start(own.gateOf("billing"));
		deliver("a");
		assertThat(this.handled).isEmpty();
		advance(Duration.ofSeconds(2));
		assertThat(this.handled).containsExactly("a");
		assertThat(asked).containsExactly("billing 0 1", "billing 0 1", "billing 0 1");
	}

	@Test
	void aContainerStopsAtOnceWhileItsValveIsClosed() {
		this.gates.of("billing").close();
		TopicListenerContainer container = start(this.gates.gateOf("billing"));
		deliver("a");
		var stopped = container.stop("test");
		this.fixture.runtime.run();
		assertThat(this.handled).isEmpty();
		assertThat(this.session.commits).isEmpty();
		advance(Duration.ofSeconds(20));
		assertThat(stopped).isDone();
	}

	@Test
	void aGateThatFailsIsAFailureOfTheMessage() {
		this.fixture.recover = true;
		start((listener, first, count) -> {
			throw new IllegalArgumentException("broken gate");
		});
		deliver("a");
		assertThat(this.fixture.recovered).containsExactly("a");
		assertThat(this.handled).isEmpty();
	}

	@Test
	void limitsAreReadAsTheyAreWritten() {
		assertThat(RateLimit.of("50/s")).isEqualTo(new RateLimit(50, Duration.ofSeconds(1))).hasToString("50/s");
		assertThat(RateLimit.of("3000/m")).isEqualTo(new RateLimit(3000, Duration.ofMinutes(1)));
		assertThat(RateLimit.of("7")).hasToString("7/s");
		for (String wrong : List.of("", "x", "0/s", "-1/s", "5/day", "99999999999/s")) {
			assertThatIllegalArgumentException().as(wrong)
				.isThrownBy(() -> RateLimit.of(wrong))
				.withMessageContaining("'" + wrong + "'")
				.withMessageContaining("expected");
		}
	}

}
