package io.ydbtopic.spring.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.error.PartitionSessionEndedException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * When what was handled is committed.
 */
class AcknowledgmentTest {

	private final ContainerFixture fixture = new ContainerFixture();

	private final FakeSession session = new FakeSession("orders", 0);

	private final List<Acknowledgment> acks = new ArrayList<>();

	@Test
	void aBatchIsCommittedWhenAllOfItIsHandled() {
		List<List<Long>> seen = new ArrayList<>();
		this.fixture.started(this.fixture.single((message, context) -> seen.add(List.copyOf(this.session.commits))));
		this.fixture.client.subscription().deliver(this.session.batch("a", "b"));
		this.fixture.runtime.run();
		assertThat(seen).containsExactly(List.of(), List.of());
		assertThat(this.session.commits).containsExactly(0L, 1L);
	}

	@Test
	void aRecordIsCommittedBeforeTheNextIsHandled() {
		this.fixture.ackMode = AckMode.RECORD;
		List<List<Long>> seen = new ArrayList<>();
		this.fixture.started(this.fixture.single((message, context) -> seen.add(List.copyOf(this.session.commits))));
		this.fixture.client.subscription().deliver(this.session.batch("a", "b"));
		this.fixture.runtime.run();
		assertThat(seen).containsExactly(List.of(), List.of(0L));
		assertThat(this.session.commits).containsExactly(0L, 1L);
	}

	@Test
	void manualAcksInAnyOrderCommitUpToTheFirstHole() {
		this.fixture.ackMode = AckMode.MANUAL;
		this.fixture.started(this.fixture.single((message, context) -> this.acks.add(context.acknowledgment())));
		CompletableFuture<?> stage = this.fixture.client.subscription().deliver(this.session.batch("a", "b", "c"));
		this.fixture.runtime.run();
		assertThat(stage).isCompletedWithValue(null);
		assertThat(this.session.commits).isEmpty();
		CompletableFuture<Void> third = this.acks.get(2).acknowledge();
		assertThat(this.session.commits).isEmpty();
		assertThat(third).isNotDone();
		this.acks.get(0).acknowledge();
		assertThat(this.session.commits).containsExactly(0L);
		this.acks.get(1).acknowledge();
		assertThat(this.session.commits).containsExactly(0L, 1L, 2L);
		assertThat(third).isCompletedWithValue(null);
	}

	@Test
	void anAckAfterTheSessionsEndFailsAndCommitsNothing() {
		this.fixture.ackMode = AckMode.MANUAL;
		this.fixture.started(this.fixture.single((message, context) -> this.acks.add(context.acknowledgment())));
		this.fixture.client.subscription().deliver(this.session.batch("a", "b"));
		this.fixture.runtime.run();
		CompletableFuture<Void> waiting = this.acks.get(1).acknowledge();
		this.fixture.client.subscription().end(this.session);
		assertThat(waiting).isCompletedExceptionally()
			.failsWithin(Duration.ZERO)
			.withThrowableThat()
			.withCauseInstanceOf(PartitionSessionEndedException.class);
		assertThat(this.session.commits).isEmpty();
	}

	@Test
	void noMoreIsHandedOutWhileTooManyWaitForTheirAcknowledgment() {
		this.fixture.ackMode = AckMode.MANUAL;
		this.fixture.maxUncommitted = 2;
		this.fixture.started(this.fixture.single((message, context) -> this.acks.add(context.acknowledgment())));
		CompletableFuture<?> stage = this.fixture.client.subscription().deliver(this.session.batch("a", "b", "c"));
		this.fixture.runtime.run();
		assertThat(this.acks).hasSize(3);
		assertThat(stage).isNotDone();
		this.acks.get(0).acknowledge();
		assertThat(stage).isCompletedWithValue(null);
	}

	@Test
	void theEndOfASessionIsNoticedAlsoWhileAcknowledgmentsAreAwaited() {
		this.fixture.ackMode = AckMode.MANUAL;
		this.fixture.maxUncommitted = 1;
		this.fixture.started(this.fixture.single((message, context) -> this.acks.add(context.acknowledgment())));
		CompletableFuture<?> stage = this.fixture.client.subscription().deliver(this.session.batch("a", "b"));
		this.fixture.runtime.run();
		CompletableFuture<Void> waiting = this.acks.get(1).acknowledge();
		this.session.end();
		this.fixture.runtime.advance(Duration.ofMillis(999));
		assertThat(stage).isNotDone();
		this.fixture.runtime.advance(Duration.ofMillis(1));
		assertThat(stage).isCompletedWithValue(null);
		assertThat(waiting).isCompletedExceptionally();
		assertThat(this.fixture.runtime.pendingTimers()).isZero();
	}

	@Test
	void aNackBringsTheMessageBackBeforeAnyLaterOne() {
		List<String> seen = new ArrayList<>();
		this.fixture.started(this.fixture.single((message, context) -> {
			seen.add(ContainerFixture.text(message.data()) + "@" + context.attempt());
			if (context.attempt() == 1 && seen.size() == 1) {
				context.acknowledgment().nack(Duration.ofSeconds(5));
			}
		}));
		this.fixture.client.subscription().deliver(this.session.batch("a", "b"));
		this.fixture.runtime.advance(Duration.ofMillis(4999));
		assertThat(seen).containsExactly("a@1");
		this.fixture.runtime.advance(Duration.ofMillis(1));
		assertThat(seen).containsExactly("a@1", "a@2", "b@1");
	}

	@Test
	void aNackAfterTheReturnIsRefused() {
		this.fixture.started(this.fixture.single((message, context) -> this.acks.add(context.acknowledgment())));
		this.fixture.client.subscription().deliver(this.session.batch("a"));
		this.fixture.runtime.run();
		assertThatIllegalStateException().isThrownBy(() -> this.acks.get(0).nack(Duration.ZERO))
			.withMessageContaining("billing");
	}

	@Test
	void acknowledgeIsRefusedWhereTheContainerCommits() {
		this.fixture.started(this.fixture.single((message, context) -> this.acks.add(context.acknowledgment())));
		this.fixture.client.subscription().deliver(this.session.batch("a"));
		this.fixture.runtime.run();
		assertThatIllegalStateException().isThrownBy(() -> this.acks.get(0).acknowledge())
			.withMessageContaining("expected: ack mode MANUAL");
	}

	@Test
	void partOfABatchCanBeAcknowledged() {
		this.fixture.ackMode = AckMode.MANUAL;
		this.fixture.started(this.fixture.batch((batch, context) -> context.acknowledgment().acknowledge(1)));
		this.fixture.client.subscription().deliver(this.session.batch("a", "b", "c"));
		this.fixture.runtime.run();
		assertThat(this.session.commits).containsExactly(0L, 1L);
	}

	@Test
	void aPartOfABatchComesAgainAndWhatIsBeforeItIsDone() {
		List<String> calls = new ArrayList<>();
		for (AckMode mode : List.of(AckMode.BATCH, AckMode.MANUAL)) {
			calls.clear();
			this.fixture.ackMode = mode;
			FakeSession own = new FakeSession("orders", mode.ordinal());
			this.fixture.started(this.fixture.batch((batch, context) -> {
				calls.add(batch.size() + "@" + context.attempt());
				if (batch.size() == 3) {
					context.acknowledgment().nack(1, Duration.ofSeconds(5));
				}
				else if (mode == AckMode.MANUAL) {
					context.acknowledgment().acknowledge();
				}
			}));
			this.fixture.client.subscription().deliver(own.batch("a", "b", "c"));
			this.fixture.runtime.run();
			assertThat(own.commits).as(mode.name()).containsExactly(0L);
			this.fixture.runtime.advance(Duration.ofMillis(4_999));
			assertThat(calls).containsExactly("3@1");
			this.fixture.runtime.advance(Duration.ofMillis(1));
			assertThat(calls).containsExactly("3@1", "2@2");
			assertThat(own.commits).containsExactly(0L, 1L, 2L);
		}
	}

}
