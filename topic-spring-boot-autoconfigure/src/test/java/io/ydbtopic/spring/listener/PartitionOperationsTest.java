package io.ydbtopic.spring.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A held partition is released, a message is skipped, messages are replayed.
 */
class PartitionOperationsTest {

	private final ContainerFixture fixture = new ContainerFixture();

	private final FakeSession session = new FakeSession("/local/orders", 3);

	private final List<String> handled = new ArrayList<>();

	private TopicListenerContainer container;

	private boolean broken = true;

	private void hold() {
		this.container = this.fixture.started(this.fixture.single((message, context) -> {
			this.handled.add(ContainerFixture.text(message.data()) + "@" + context.attempt());
			if (this.broken && ContainerFixture.text(message.data()).equals("poison")) {
				throw new IllegalArgumentException("never cured");
			}
		}));
		this.fixture.client.subscription().give(this.session);
		CompletableFuture<?> stage = this.fixture.client.subscription().deliver(this.session.batch("a", "poison", "b"));
		this.fixture.runtime.run();
		assertThat(stage).isCompletedExceptionally();
	}

	private void deliver(String... payloads) {
		this.fixture.client.subscription().deliver(this.session.batch(payloads));
		this.fixture.runtime.run();
	}

	@Test
	void aReleasedPartitionTriesTheMessageAgain() {
		hold();
		this.broken = false;
		assertThat(this.container.release("/local/orders", 3)).isCompleted();
		assertThat(this.session.seeks).containsExactly(1L);
		assertThat(this.container.troubles()).isEmpty();
		deliver("poison", "b");
		assertThat(this.handled).containsExactly("a@1", "poison@1", "poison@1", "b@1");
		assertThat(this.session.commits).containsExactly(0L, 1L, 2L);
	}

	@Test
	void aReleasedPartitionIsHeldAgainIfTheMessageFailsAgain() {
		hold();
		this.container.release("orders", 3);
		deliver("poison", "b");
		assertThat(this.container.troubles()).singleElement()
			.satisfies((trouble) -> assertThat(trouble.kind()).isEqualTo(PartitionTrouble.Kind.HELD));
		assertThat(this.session.commits).containsExactly(0L);
	}

	@Test
	void aSkippedMessageIsCommittedAndThePartitionGoesOnBehindIt() {
		hold();
		assertThat(this.container.skip("orders", 3, 1)).isCompleted();
		assertThat(this.session.seeks).containsExactly(2L);
		assertThat(this.session.commits).containsExactly(0L, 1L);
		assertThat(this.container.troubles()).isEmpty();
		deliver("b");
		assertThat(this.handled).containsExactly("a@1", "poison@1", "b@1");
	}

	@Test
	void onlyTheMessageThatHoldsCanBeSkipped() {
		hold();
		assertThatThrownBy(() -> this.container.skip("orders", 3, 2).get()).isInstanceOf(ExecutionException.class)
			.hasMessageContaining("holds /local/orders partition 3 at offset 1 (not at: 2)");
		assertThat(this.session.seeks).isEmpty();
		assertThat(this.session.commits).containsExactly(0L);
	}

	@Test
	void messagesAreReplayedFromAnOffset() {
		hold();
		this.broken = false;
		this.container.release("orders", 3);
		deliver("poison", "b");
		assertThat(this.container.replay("orders", 3, 0)).isCompleted();
		assertThat(this.session.seeks).containsExactly(1L, 0L);
		deliver("a", "poison", "b");
		assertThat(this.handled).hasSize(7);
		assertThatIllegalArgumentException().isThrownBy(() -> this.container.replay("orders", 3, -1))
			.withMessageContaining("offset: -1 (expected: zero or more)");
	}

	@Test
	void whatIsNotHereOrNotHeldIsRefusedWithItsPlace() {
		hold();
		assertThatThrownBy(() -> this.container.release("orders", 4).get())
			.hasMessageContaining("has no orders partition 4 now (expected: one of [/local/orders partition 3])");
		this.container.skip("orders", 3, 1);
		assertThatThrownBy(() -> this.container.release("orders", 3).get())
			.hasMessageContaining("does not hold /local/orders partition 3");
		this.container.stop("test");
		this.fixture.runtime.advance(Duration.ofMinutes(1));
		assertThatThrownBy(() -> this.container.replay("orders", 3, 0).get())
			.hasMessageContaining("is not running (state: STOPPED)");
	}

	@Test
	void aSkippedMessageNeedsNoAcknowledgment() {
		this.fixture.ackMode = AckMode.MANUAL;
		List<Acknowledgment> acknowledgments = new ArrayList<>();
		this.container = this.fixture.started(this.fixture.single((message, context) -> {
			acknowledgments.add(context.acknowledgment());
			if (ContainerFixture.text(message.data()).equals("poison")) {
				throw new IllegalArgumentException("never cured");
			}
		}));
		this.fixture.client.subscription().give(this.session);
		deliver("a", "poison", "b");
		this.container.skip("orders", 3, 1);
		assertThat(this.session.commits).as("a is not acknowledged").isEmpty();
		acknowledgments.get(0).acknowledge();
		assertThat(this.session.commits).containsExactly(0L, 1L);
		deliver("b");
		acknowledgments.get(2).acknowledge();
		assertThat(this.session.commits).containsExactly(0L, 1L, 2L);
	}

}
