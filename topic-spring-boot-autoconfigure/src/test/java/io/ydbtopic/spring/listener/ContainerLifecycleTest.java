package io.ydbtopic.spring.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.spring.event.TopicListenerFailedEvent;
import io.ydbtopic.spring.event.TopicListenerStartedEvent;
import io.ydbtopic.spring.event.TopicListenerStoppedEvent;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Start, stop, pause, failure and start again.
 */
class ContainerLifecycleTest {

	private static final TopicException MISSING = new TopicException("no such topic", StatusCode.SCHEME_ERROR,
			RetryVerdict.FATAL);

	private final ContainerFixture fixture = new ContainerFixture();

	private final List<String> handled = new ArrayList<>();

	private final FakeSession session = new FakeSession("orders", 0);

	private TopicListenerContainer container() {
		return this.fixture.single((message, context) -> {
			String text = ContainerFixture.text(message.data());
			this.handled.add(text);
			if (text.startsWith("poison")) {
				throw new IllegalStateException("no");
			}
		});
	}

	@Test
	void startsInTheBackgroundAndRunsWhenConnected() {
		TopicListenerContainer container = container();
		assertThat(container.state()).isEqualTo(ListenerState.NEW);
		container.start();
		assertThat(container.state()).isEqualTo(ListenerState.STARTING);
		assertThat(this.fixture.event(TopicListenerStartedEvent.class)).isNull();
		this.fixture.client.subscription().ready.complete(null);
		assertThat(container.state()).isEqualTo(ListenerState.RUNNING);
		assertThat(this.fixture.event(TopicListenerStartedEvent.class)).isNotNull();
		container.start();
		assertThat(this.fixture.client.subscriptions).hasSize(1);
	}

	@Test
	void aMissingTopicFailsTheContainerAndItCanBeStartedAgain() {
		TopicListenerContainer container = container();
		container.start();
		this.fixture.client.subscription().terminated.completeExceptionally(MISSING);
		assertThat(container.state()).isEqualTo(ListenerState.FAILED);
		assertThat(container.failure()).isSameAs(MISSING);
		assertThat(this.fixture.event(TopicListenerFailedEvent.class).cause()).isSameAs(MISSING);
		container.start();
		assertThat(container.state()).isEqualTo(ListenerState.STARTING);
		assertThat(container.failure()).isNull();
	}

	@Test
	void withTheFailPolicyAStartThatCannotConnectThrows() {
		this.fixture.startupPolicy = StartupPolicy.FAIL;
		TopicListenerContainer container = container();
		assertThatExceptionOfType(ListenerStartException.class).isThrownBy(container::start)
			.withMessageContaining("billing")
			.withMessageContaining("orders");
		assertThat(container.state()).isEqualTo(ListenerState.FAILED);
	}

	@Test
	void aStopFinishesTheBatchInHandAndTakesNothingMore() {
		TopicListenerContainer container = this.fixture.started(container());
		this.fixture.client.subscription().deliver(this.session.batch("a", "b"));
		CompletableFuture<Void> stopped = container.stop("test");
		assertThat(container.state()).isEqualTo(ListenerState.STOPPING);
		CompletableFuture<?> late = this.fixture.client.subscription().deliver(new FakeSession("orders", 1).batch("c"));
		assertThat(late).isDone();
		this.fixture.runtime.run();
		assertThat(this.handled).containsExactly("a", "b");
		assertThat(this.session.commits).containsExactly(0L, 1L);
		assertThat(stopped).isCompletedWithValue(null);
		assertThat(container.state()).isEqualTo(ListenerState.STOPPED);
		assertThat(this.fixture.event(TopicListenerStoppedEvent.class).reason()).isEqualTo("test");
		assertThat(this.fixture.runtime.pendingTimers()).isZero();
	}

	@Test
	void aStopDoesNotWaitForABackoff() {
		TopicListenerContainer container = this.fixture.started(container());
		this.fixture.client.subscription().deliver(this.session.batch("a", "poison", "b"));
		this.fixture.runtime.run();
		assertThat(this.fixture.runtime.pendingTimers()).isOne();
		CompletableFuture<Void> stopped = container.stop("test");
		assertThat(stopped).isCompletedWithValue(null);
		assertThat(this.handled).containsExactly("a", "poison");
		assertThat(this.session.commits).containsExactly(0L);
		assertThat(this.fixture.runtime.pendingTimers()).isZero();
	}

	@Test
	void theMessageModeLeavesTheRestOfTheBatch() {
		this.fixture.shutdown = ShutdownMode.MESSAGE;
		TopicListenerContainer[] self = new TopicListenerContainer[1];
		self[0] = this.fixture.single((message, context) -> {
			this.handled.add(ContainerFixture.text(message.data()));
			self[0].stop("from within");
		});
		this.fixture.started(self[0]);
		this.fixture.client.subscription().deliver(this.session.batch("a", "b"));
		this.fixture.runtime.run();
		assertThat(this.handled).containsExactly("a");
		assertThat(this.session.commits).containsExactly(0L);
		assertThat(self[0].state()).isEqualTo(ListenerState.STOPPED);
	}

	@Test
	void aStopEndsAtItsDeadlineWhenARecovererHangs() {
		this.fixture.recover = true;
		this.fixture.recovery.add(new CompletableFuture<>());
		TopicListenerContainer container = this.fixture.started(this.fixture.single((message, context) -> {
			throw new IllegalArgumentException("never cured");
		}));
		this.fixture.client.subscription().deliver(this.session.batch("a"));
		this.fixture.runtime.run();
		CompletableFuture<Void> stopped = container.stop("test");
		this.fixture.runtime.advance(Duration.ofSeconds(20).minusMillis(1));
		assertThat(stopped).isNotDone();
		this.fixture.runtime.advance(Duration.ofMillis(1));
		assertThat(stopped).isCompletedWithValue(null);
		assertThat(this.session.commits).isEmpty();
	}

	@Test
	void aStoppedContainerStartsAgainWithAFreshSubscription() {
		TopicListenerContainer container = this.fixture.started(container());
		container.stop("test");
		this.fixture.started(container);
		assertThat(container.state()).isEqualTo(ListenerState.RUNNING);
		assertThat(this.fixture.client.subscriptions).hasSize(2);
		this.fixture.client.subscription().deliver(this.session.batch("a"));
		this.fixture.runtime.run();
		assertThat(this.handled).containsExactly("a");
	}

	@Test
	void stoppingTwiceWaitsForTheSameEnd() {
		TopicListenerContainer container = this.fixture.started(container());
		this.fixture.client.subscription().deliver(this.session.batch("a"));
		CompletableFuture<Void> first = container.stop("one");
		CompletableFuture<Void> second = container.stop("two");
		assertThat(second).isNotDone();
		this.fixture.runtime.run();
		assertThat(first).isDone();
		assertThat(second).isDone();
		assertThat(this.fixture.events).filteredOn(TopicListenerStoppedEvent.class::isInstance).hasSize(1);
	}

	@Test
	void aPauseSurvivesARestart() {
		TopicListenerContainer container = container();
		container.pause();
		container.pause("orders", 3);
		this.fixture.started(container);
		assertThat(container.state()).isEqualTo(ListenerState.PAUSED);
		assertThat(this.fixture.client.subscription().calls).containsExactly("pause true", "pause orders 3 true");
		container.stop("test");
		this.fixture.started(container);
		assertThat(container.state()).isEqualTo(ListenerState.PAUSED);
		container.resume();
		container.resume("orders", 3);
		assertThat(container.state()).isEqualTo(ListenerState.RUNNING);
		assertThat(this.fixture.client.subscription().calls).containsExactly("pause true", "pause orders 3 true",
				"pause false", "pause orders 3 false");
	}

	@Test
	void aPartitionThatComesBackWaitsForTheMessageStillInHand() {
		List<String> order = new ArrayList<>();
		FakeSession again = new FakeSession("orders", 0);
		this.fixture.started(this.fixture.single((message, context) -> {
			String text = ContainerFixture.text(message.data());
			order.add(text);
			if (text.equals("a")) {
				this.fixture.client.subscription().end(this.session);
				this.fixture.client.subscription().deliver(again.batch("a again"));
				this.fixture.runtime.run();
				order.add("a done");
			}
		}));
		this.fixture.client.subscription().deliver(this.session.batch("a", "b"));
		this.fixture.runtime.run();
		assertThat(order).containsExactly("a", "a done", "a again");
	}

}
