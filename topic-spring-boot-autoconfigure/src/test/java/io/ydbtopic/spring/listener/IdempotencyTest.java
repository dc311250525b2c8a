package io.ydbtopic.spring.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What was handled is not handled again when it comes again.
 */
class IdempotencyTest {

	private final ContainerFixture fixture = new ContainerFixture();

	private final List<String> handled = new ArrayList<>();

	private TopicListenerContainer container;

	@BeforeEach
	void remember() {
		this.fixture.store = IdempotencyStore.inMemory(10);
	}

	private void listen() {
		this.container = this.fixture.started(this.fixture.single((message, context) -> {
			String text = ContainerFixture.text(message.data());
			this.handled.add(text);
			if (text.equals("poison")) {
				throw new IllegalStateException("no");
			}
		}));
	}

	private FakeSession deliver(FakeSession session, String... payloads) {
		this.fixture.client.subscription().give(session);
		this.fixture.client.subscription().deliver(session.batch(payloads));
		this.fixture.runtime.run();
		return session;
	}

	@Test
	void whatComesAgainAfterItsSessionWasLostIsCommittedAndNotHandled() {
		listen();
		FakeSession lost = deliver(new FakeSession("orders", 0), "a", "b");
		this.fixture.client.subscription().end(lost);
		FakeSession again = deliver(new FakeSession("orders", 0), "a", "b", "c");
		assertThat(this.handled).containsExactly("a", "b", "c");
		assertThat(again.commits).containsExactly(0L, 1L, 2L);
		deliver(new FakeSession("orders", 1), "x");
		assertThat(this.handled).as("another partition").endsWith("x");
	}

	@Test
	void aFailureIsNotHandled() {
		this.fixture.recover = true;
		listen();
		FakeSession session = deliver(new FakeSession("orders", 0), "poison", "b");
		this.fixture.runtime.advance(Duration.ofMinutes(1));
		assertThat(this.handled).containsExactly("poison", "poison", "poison", "b");
		this.fixture.client.subscription().end(session);
		deliver(new FakeSession("orders", 0), "poison", "b");
		assertThat(this.fixture.recovered).as("recovered counts as handled").containsExactly("poison");
		assertThat(this.handled).hasSize(4);
	}

	@Test
	void whatIsReplayedIsHandledAgain() {
		listen();
		FakeSession session = deliver(new FakeSession("orders", 0), "a", "b");
		this.container.replay("orders", 0, 0);
		this.fixture.client.subscription().deliver(session.batch("a", "b"));
		this.fixture.runtime.run();
		assertThat(this.handled).containsExactly("a", "b", "a", "b");
	}

	@Test
	void aStoreThatIsAwayIsAFailureOfTheMessageBeforeAndNoneAfterwards() {
		int[] broken = { 1 };
		IdempotencyStore memory = IdempotencyStore.inMemory(10);
		this.fixture.store = new IdempotencyStore() {

			@Override
			public Long highest(Key key) {
				if (broken[0]-- > 0) {
					throw new IllegalStateException("away");
				}
				return memory.highest(key);
			}

			@Override
			public void record(Key key, long number) {
				throw new IllegalStateException("away");
			}

			@Override
			public void forget(String consumer, String topic, long partitionId) {
			}

		};
		listen();
		FakeSession session = deliver(new FakeSession("orders", 0), "a");
		assertThat(this.handled).isEmpty();
		this.fixture.runtime.advance(Duration.ofSeconds(1));
		assertThat(this.handled).containsExactly("a");
		assertThat(session.commits).containsExactly(0L);
	}

	@Test
	void memoryIsBounded() {
		IdempotencyStore store = IdempotencyStore.inMemory(2);
		for (String producer : List.of("a", "b", "c")) {
			store.record(new IdempotencyStore.Key("billing", "orders", 0, producer), 5);
		}
		store.record(new IdempotencyStore.Key("billing", "orders", 0, "c"), 4);
		assertThat(store.highest(new IdempotencyStore.Key("billing", "orders", 0, "a"))).isNull();
		assertThat(store.highest(new IdempotencyStore.Key("billing", "orders", 0, "c"))).isEqualTo(5);
		assertThatIllegalArgumentException().isThrownBy(() -> IdempotencyStore.inMemory(0));
	}

	@Test
	void withoutTheOrderOfProducersItIsRefused() {
		this.fixture.ordering = Ordering.key("customer");
		assertThatIllegalArgumentException().isThrownBy(this.fixture::parts)
			.withMessageContaining("dedupe: with ack mode BATCH and ordering key:customer (expected:");
		this.fixture.ordering = Ordering.PRODUCER;
		assertThat(this.fixture.parts()).isNotNull();
		this.fixture.ackMode = AckMode.MANUAL;
		assertThatIllegalArgumentException().isThrownBy(this.fixture::parts);
	}

}
