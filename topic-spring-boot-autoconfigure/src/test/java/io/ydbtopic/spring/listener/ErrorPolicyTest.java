package io.ydbtopic.spring.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.Deserializer;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.spring.event.PartitionHeldEvent;
import io.ydbtopic.spring.event.TopicListenerFailedEvent;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of a message that its listener can't handle, and of the others.
 */
class ErrorPolicyTest {

	private final ContainerFixture fixture = new ContainerFixture();

	private final List<String> handled = new ArrayList<>();

	private int failures = Integer.MAX_VALUE;

	private RuntimeException failure = new IllegalStateException("no");

	private final FakeSession first = new FakeSession("orders", 0);

	private final FakeSession second = new FakeSession("orders", 1);

	private void listen(ReceivedMessage<byte[]> message, DeliveryContext context) {
		String text = ContainerFixture.text(message.data());
		this.handled.add(text + "@" + context.attempt());
		if (text.startsWith("poison") && this.failures-- > 0) {
			throw this.failure;
		}
	}

	@Test
	void aFailedMessageIsTriedAgainInPlaceWithGrowingDelays() {
		this.failures = 2;
		TopicListenerContainer container = this.fixture.started(this.fixture.single(this::listen));
		CompletableFuture<?> stage = this.fixture.client.subscription().deliver(this.first.batch("a", "poison", "b"));
		this.fixture.runtime.run();
		assertThat(this.handled).containsExactly("a@1", "poison@1");
		assertThat(this.first.commits).as("what came before is safe").containsExactly(0L);
		this.fixture.runtime.advance(Duration.ofMillis(999));
		assertThat(this.handled).hasSize(2);
		this.fixture.runtime.advance(Duration.ofMillis(1));
		assertThat(this.handled).containsExactly("a@1", "poison@1", "poison@2");
		assertThat(container.troubles()).singleElement()
			.satisfies((trouble) -> assertThat(trouble.kind()).isEqualTo(PartitionTrouble.Kind.RETRYING));
		this.fixture.runtime.advance(Duration.ofSeconds(2));
		assertThat(this.handled).containsExactly("a@1", "poison@1", "poison@2", "poison@3", "b@1");
		assertThat(stage).isCompletedWithValue(null);
		assertThat(this.first.commits).containsExactly(0L, 1L, 2L);
		assertThat(container.troubles()).isEmpty();
		assertThat(this.fixture.runtime.pendingTimers()).isZero();
	}

	@Test
	void aPoisonMessageHoldsItsPartitionAndNoOther() {
		TopicListenerContainer container = this.fixture.started(this.fixture.single(this::listen));
		CompletableFuture<?> held = this.fixture.client.subscription().deliver(this.first.batch("a", "poison", "b"));
		CompletableFuture<?> other = this.fixture.client.subscription().deliver(this.second.batch("x", "y"));
		this.fixture.runtime.advance(Duration.ofMinutes(1));
		assertThat(this.handled).containsExactly("a@1", "poison@1", "x@1", "y@1", "poison@2", "poison@3");
		assertThat(held).isCompletedExceptionally();
		assertThat(other).isCompletedWithValue(null);
		assertThat(this.first.commits).containsExactly(0L);
		assertThat(this.second.commits).containsExactly(0L, 1L);
		assertThat(container.troubles()).singleElement().satisfies((trouble) -> {
			assertThat(trouble.kind()).isEqualTo(PartitionTrouble.Kind.HELD);
			assertThat(trouble.offset()).isEqualTo(1);
			assertThat(trouble.cause()).isEqualTo(IllegalStateException.class.getName());
		});
		assertThat(this.fixture.event(PartitionHeldEvent.class).offset()).isEqualTo(1);
		assertThat(container.state()).isEqualTo(ListenerState.RUNNING);
	}

	@Test
	void aPartitionThatComesBackIsHeldAtTheSameMessageWithoutTryingItAgain() {
		this.fixture.started(this.fixture.single(this::listen));
		this.failure = new IllegalArgumentException("never cured");
		this.fixture.client.subscription().deliver(this.first.batch("poison", "b"));
		this.fixture.runtime.run();
		assertThat(this.handled).containsExactly("poison@1");
		this.fixture.client.subscription().end(this.first);
		FakeSession again = new FakeSession("orders", 0);
		CompletableFuture<?> stage = this.fixture.client.subscription().deliver(again.batch("poison", "b"));
		this.fixture.runtime.advance(Duration.ofMinutes(1));
		assertThat(this.handled).containsExactly("poison@1");
		assertThat(stage).isCompletedExceptionally();
		assertThat(again.commits).isEmpty();
	}

	@Test
	void whatNoAttemptCanCureIsNotTriedAgain() {
		this.fixture.recover = true;
		this.failure = new IllegalArgumentException("never cured");
		this.fixture.started(this.fixture.single(this::listen));
		this.fixture.client.subscription().deliver(this.first.batch("poison", "b"));
		this.fixture.runtime.run();
		assertThat(this.handled).containsExactly("poison@1", "b@1");
		assertThat(this.fixture.recovered).containsExactly("poison");
		assertThat(this.first.commits).containsExactly(0L, 1L);
	}

	@Test
	void aMessageIsCommittedOnlyWhenTheRecovererHasIt() {
		this.fixture.recover = true;
		this.failure = new IllegalArgumentException("never cured");
		CompletableFuture<Void> ack = new CompletableFuture<>();
		this.fixture.recovery.add(ack);
		this.fixture.started(this.fixture.single(this::listen));
		CompletableFuture<?> stage = this.fixture.client.subscription().deliver(this.first.batch("poison", "b"));
		this.fixture.runtime.advance(Duration.ofMinutes(1));
		assertThat(this.handled).containsExactly("poison@1");
		assertThat(this.first.commits).isEmpty();
		assertThat(stage).isNotDone();
		ack.complete(null);
		this.fixture.runtime.run();
		assertThat(this.handled).containsExactly("poison@1", "b@1");
		assertThat(this.first.commits).containsExactly(0L, 1L);
	}

	@Test
	void aRecovererThatFailsBacksOffAndIsTriedAgainWithoutTheListener() {
		this.fixture.recover = true;
		this.failure = new IllegalArgumentException("never cured");
		this.fixture.recovery.add(CompletableFuture.failedFuture(new IllegalStateException("dead-letter topic away")));
		this.fixture.recovery.add(CompletableFuture.failedFuture(new IllegalStateException("dead-letter topic away")));
		TopicListenerContainer container = this.fixture.started(this.fixture.single(this::listen));
		this.fixture.client.subscription().deliver(this.first.batch("poison", "b"));
		this.fixture.runtime.run();
		assertThat(container.troubles()).singleElement()
			.satisfies((trouble) -> assertThat(trouble.kind()).isEqualTo(PartitionTrouble.Kind.RECOVERY_FAILING));
		assertThat(this.fixture.runtime.untilNextTimer()).isEqualTo(Duration.ofSeconds(1));
		this.fixture.runtime.advance(Duration.ofSeconds(3));
		assertThat(this.fixture.recovered).containsExactly("poison", "poison", "poison");
		assertThat(this.handled).containsExactly("poison@1", "b@1");
		assertThat(container.troubles()).isEmpty();
	}

	@Test
	void aRecovererIsNotAskedAgainForAMessageThatSomebodyElseGets() {
		this.fixture.recover = true;
		this.failure = new IllegalArgumentException("never cured");
		this.fixture.recovery.add(CompletableFuture.failedFuture(new IllegalStateException("dead-letter topic away")));
		this.fixture.started(this.fixture.single(this::listen));
		CompletableFuture<?> stage = this.fixture.client.subscription().deliver(this.first.batch("poison", "b"));
		this.fixture.runtime.run();
		this.first.end();
		this.fixture.runtime.advance(Duration.ofMinutes(1));
		assertThat(this.fixture.recovered).containsExactly("poison");
		assertThat(this.handled).containsExactly("poison@1");
		assertThat(stage).isCompletedWithValue(null);
	}

	@Test
	void anErrorInAListenerEndsTheContainerAndNothingPassesTheMessage() {
		TopicListenerContainer container = this.fixture.started(this.fixture.single((message, context) -> {
			this.handled.add(ContainerFixture.text(message.data()));
			throw new NoClassDefFoundError("gone");
		}));
		this.fixture.client.subscription().deliver(this.first.batch("a", "b"));
		this.fixture.runtime.run();
		CompletableFuture<?> later = this.fixture.client.subscription().deliver(this.first.batch("c"));
		this.fixture.runtime.run();
		assertThat(this.handled).containsExactly("a");
		assertThat(later).isDone();
		assertThat(this.first.commits).isEmpty();
		assertThat(container.state()).isEqualTo(ListenerState.FAILED);
		assertThat(container.failure()).isInstanceOf(NoClassDefFoundError.class);
		assertThat(this.fixture.event(TopicListenerFailedEvent.class)).isNotNull();
		assertThat(this.fixture.client.subscription().calls).contains("close");
	}

	@Test
	void anErrorHandlerThatThrowsHoldsThePartition() {
		ContainerParts parts = this.fixture.parts();
		ContainerParts broken = new ContainerParts(parts.id(), parts.client(), parts.properties(), (failed) -> {
			throw new IllegalStateException("broken handler");
		}, parts.runtime(), parts.observer(), null, null, null, List.of(), List.of(), parts.events());
		TopicListenerContainer container = this.fixture.started(broken.container(Deserializer.bytes(), this::listen));
		CompletableFuture<?> stage = this.fixture.client.subscription().deliver(this.first.batch("poison"));
		this.fixture.runtime.run();
		assertThat(stage).isCompletedExceptionally();
		assertThat(container.troubles()).hasSize(1);
	}

	@Test
	void inABatchTheOneThatFailedIsTriedAloneAndTheRestFollows() {
		List<List<String>> calls = new ArrayList<>();
		int[] left = { 1 };
		this.fixture.started(this.fixture.batch((batch, context) -> {
			List<String> texts = batch.messages().stream().map((m) -> ContainerFixture.text(m.data())).toList();
			calls.add(texts);
			int bad = texts.indexOf("poison");
			if (bad >= 0 && left[0]-- > 0) {
				throw new BatchListenerFailedException(new IllegalStateException("no"), bad);
			}
		}));
		this.fixture.client.subscription().deliver(this.first.batch("a", "poison", "b", "c"));
		this.fixture.runtime.run();
		assertThat(this.first.commits).containsExactly(0L);
		this.fixture.runtime.advance(Duration.ofSeconds(1));
		assertThat(calls).containsExactly(List.of("a", "poison", "b", "c"), List.of("poison"), List.of("b", "c"));
		assertThat(this.first.commits).containsExactly(0L, 1L, 2L, 3L);
	}

	@Test
	void aBatchThatFailsAsAWholeIsTriedAgainAsAWhole() {
		List<Integer> attempts = new ArrayList<>();
		this.fixture.recover = true;
		this.fixture.started(this.fixture.batch((batch, context) -> {
			attempts.add(context.attempt());
			throw new IllegalStateException("no");
		}));
		this.fixture.client.subscription().deliver(this.first.batch("a", "b"));
		this.fixture.runtime.advance(Duration.ofMinutes(1));
		assertThat(attempts).containsExactly(1, 2, 3);
		assertThat(this.fixture.recovered).containsExactly("a", "b");
		assertThat(this.first.commits).containsExactly(0L, 1L);
	}

}
