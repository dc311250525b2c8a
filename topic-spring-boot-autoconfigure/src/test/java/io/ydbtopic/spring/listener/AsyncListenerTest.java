package io.ydbtopic.spring.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.ydbtopic.client.Deserializer;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.spring.event.TopicListenerFailedEvent;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Listeners that finish after they have returned: the same order and the same error path
 * as those that don't.
 */
class AsyncListenerTest {

	private final ContainerFixture fixture = new ContainerFixture();

	private final FakeSession session = new FakeSession("orders", 0);

	private final List<String> begun = new ArrayList<>();

	/** One for each call, in order. */
	private final List<CompletableFuture<Void>> work = new ArrayList<>();

	private final TopicMessageListener<byte[]> listener = new TopicMessageListener<>() {

		@Override
		public void onMessage(ReceivedMessage<byte[]> message, DeliveryContext context) throws Exception {
			handle(message, context).toCompletableFuture().get();
		}

		@Override
		public CompletionStage<?> handle(ReceivedMessage<byte[]> message, DeliveryContext context) {
			AsyncListenerTest.this.begun.add(ContainerFixture.text(message.data()) + "@" + context.attempt());
			CompletableFuture<Void> stage = new CompletableFuture<>();
			AsyncListenerTest.this.work.add(stage);
			return stage;
		}

	};

	private CompletableFuture<?> deliver(String... payloads) {
		CompletableFuture<?> stage = this.fixture.client.subscription().deliver(this.session.batch(payloads));
		this.fixture.runtime.run();
		return stage;
	}

	private void complete(int call) {
		this.work.get(call).complete(null);
		this.fixture.runtime.run();
	}

	@Test
	void oneAtATimeInAPartitionAndOthersSideBySide() {
		this.fixture.started(this.fixture.single(this.listener));
		CompletableFuture<?> stage = deliver("a", "b");
		FakeSession other = new FakeSession("orders", 1);
		this.fixture.client.subscription().deliver(other.batch("x"));
		this.fixture.runtime.run();
		assertThat(this.begun).containsExactly("a@1", "x@1");
		complete(1);
		assertThat(other.commits).containsExactly(0L);
		complete(0);
		assertThat(this.begun).containsExactly("a@1", "x@1", "b@1");
		assertThat(stage).isNotDone();
		complete(2);
		assertThat(stage).isCompletedWithValue(null);
		assertThat(this.session.commits).containsExactly(0L, 1L);
		this.fixture.runtime.advance(Duration.ofSeconds(2));
		assertThat(this.fixture.runtime.pendingTimers()).isZero();
	}

	@Test
	void aFutureThatFailsOrIsCancelledIsTriedAgainWithItsCauseUnwrapped() {
		TopicListenerContainer container = this.fixture.started(this.fixture.single(this.listener));
		deliver("a", "b");
		this.work.get(0).completeExceptionally(new IllegalStateException("no"));
		this.fixture.runtime.run();
		assertThat(container.troubles()).singleElement()
			.satisfies((trouble) -> assertThat(trouble.cause()).isEqualTo(IllegalStateException.class.getName()));
		this.fixture.runtime.advance(Duration.ofSeconds(1));
		this.work.get(1).cancel(false);
		this.fixture.runtime.run();
		assertThat(container.troubles()).singleElement()
			.satisfies((trouble) -> assertThat(trouble.cause()).isEqualTo(CancellationException.class.getName()));
		this.fixture.runtime.advance(Duration.ofSeconds(2));
		complete(2);
		complete(3);
		assertThat(this.begun).containsExactly("a@1", "a@2", "a@3", "b@1");
		assertThat(this.session.commits).containsExactly(0L, 1L);
	}

	@Test
	void anErrorInAFutureEndsTheContainer() {
		TopicListenerContainer container = this.fixture.started(this.fixture.single(this.listener));
		CompletableFuture<?> stage = deliver("a");
		this.work.get(0).completeExceptionally(new NoClassDefFoundError("gone"));
		this.fixture.runtime.run();
		assertThat(container.state()).isEqualTo(ListenerState.FAILED);
		assertThat(this.fixture.event(TopicListenerFailedEvent.class)).isNotNull();
		assertThat(stage).isDone();
		assertThat(this.session.commits).isEmpty();
	}

	@Test
	void aFutureThatNeverComesIsCancelledWhenTheSessionIsOver() {
		this.fixture.started(this.fixture.single(this.listener));
		CompletableFuture<?> stage = deliver("a", "b");
		this.session.end();
		this.fixture.runtime.advance(Duration.ofSeconds(1));
		assertThat(this.work.get(0)).isCancelled();
		assertThat(stage).isCompletedWithValue(null);
		assertThat(this.begun).containsExactly("a@1");
		assertThat(this.session.commits).isEmpty();
	}

	@Test
	void aStopWaitsForTheFutureAndNotBeyondItsDeadline() {
		TopicListenerContainer container = this.fixture.started(this.fixture.single(this.listener));
		deliver("a");
		CompletableFuture<Void> stopped = container.stop("test");
		this.fixture.runtime.advance(Duration.ofSeconds(19));
		assertThat(stopped).isNotDone();
		this.fixture.runtime.advance(Duration.ofSeconds(1));
		assertThat(stopped).isDone();
		assertThat(this.work.get(0)).isCancelled();
		assertThat(this.session.commits).isEmpty();
	}

	@Test
	void whatIsGivenUpWhileItWaitsForAThreadIsNotLookedAtAgain() {
		this.fixture.shutdown = ShutdownMode.MESSAGE;
		TopicListenerContainer container = this.fixture.started(this.fixture.single(this.listener));
		CompletableFuture<?> stage = deliver("a");
		this.work.get(0).completeExceptionally(new IllegalStateException("no"));
		container.stop("test");
		assertThat(stage).isCompletedWithValue(null);
		this.fixture.runtime.run();
		assertThat(container.troubles()).isEmpty();
		assertThat(this.session.commits).isEmpty();
	}

	@Test
	void aStopTakesWhatFinishesInTime() {
		TopicListenerContainer container = this.fixture.started(this.fixture.single(this.listener));
		deliver("a");
		CompletableFuture<Void> stopped = container.stop("test");
		complete(0);
		assertThat(stopped).isDone();
		assertThat(this.session.commits).containsExactly(0L);
	}

	@Test
	void interceptorsHearOfTheEndAndNotOfTheReturn() {
		List<String> heard = new ArrayList<>();
		ContainerParts parts = this.fixture.parts();
		TopicRecordInterceptor interceptor = new TopicRecordInterceptor() {

			@Override
			public void after(ReceivedMessage<?> message, DeliveryContext context, Throwable failure) {
				heard.add((failure != null) ? failure.getMessage() : "fine");
			}

		};
		this.fixture.started(new ContainerParts(parts.id(), parts.client(), parts.properties(), parts.errorHandler(),
				parts.runtime(), parts.observer(), null, null, null, List.of(interceptor), List.of(), parts.events())
			.container(Deserializer.bytes(), this.listener));
		deliver("a");
		assertThat(heard).isEmpty();
		this.work.get(0).completeExceptionally(new IllegalStateException("no"));
		this.fixture.runtime.advance(Duration.ofSeconds(1));
		complete(1);
		assertThat(heard).containsExactly("no", "fine");
	}

}
