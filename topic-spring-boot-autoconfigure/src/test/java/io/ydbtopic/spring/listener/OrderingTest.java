package io.ydbtopic.spring.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import io.ydbtopic.client.ReceivedMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Messages of one key one after the other, keys side by side, commits up to the first
 * that is not done.
 */
class OrderingTest {

	private final ContainerFixture fixture = new ContainerFixture();

	private final FakeSession session = new FakeSession("orders", 0);

	private final List<String> begun = new ArrayList<>();

	private final Map<String, CompletableFuture<Void>> work = new HashMap<>();

	private final TopicMessageListener<byte[]> listener = new TopicMessageListener<>() {

		@Override
		public void onMessage(ReceivedMessage<byte[]> message, DeliveryContext context) throws Exception {
			handle(message, context).toCompletableFuture().get();
		}

		@Override
		public CompletionStage<?> handle(ReceivedMessage<byte[]> message, DeliveryContext context) {
			String text = ContainerFixture.text(message.data());
			OrderingTest.this.begun.add(text);
			CompletableFuture<Void> stage = new CompletableFuture<>();
			OrderingTest.this.work.put(text, stage);
			return stage;
		}

	};

	@BeforeEach
	void byCustomer() {
		this.fixture.ordering = Ordering.of("key:customer");
	}

	private CompletableFuture<?> deliver(String... messages) {
		CompletableFuture<?> stage = this.fixture.client.subscription().deliver(this.session.keyed(messages));
		this.fixture.runtime.run();
		return stage;
	}

	private void finish(String... texts) {
		for (String text : texts) {
			this.work.get(text).complete(null);
		}
		this.fixture.runtime.run();
	}

	private void fail(String text) {
		this.work.get(text).completeExceptionally(new IllegalArgumentException("never cured"));
		this.fixture.runtime.run();
	}

	@Test
	void keysRunSideBySideAlsoAcrossBatchesAndEachKeepsItsOrder() {
		this.fixture.started(this.fixture.single(this.listener));
		assertThat(deliver("a:1", "b:1", "a:2")).as("the next batch may come").isDone();
		deliver("a:3", "c:1", "b:2");
		assertThat(this.begun).containsExactly("a:1", "b:1", "c:1");
		finish("b:1", "c:1");
		assertThat(this.begun).containsExactly("a:1", "b:1", "c:1", "b:2");
		assertThat(this.session.commits).as("a:1 is not done").isEmpty();
		finish("a:1");
		assertThat(this.session.commits).containsExactly(0L, 1L);
		finish("a:2", "b:2");
		finish("a:3");
		assertThat(this.begun).endsWith("a:2", "a:3");
		assertThat(this.session.commits).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
	}

	@Test
	void oneProducerIsInOrderByProducer() {
		this.fixture.ordering = Ordering.PRODUCER;
		this.fixture.started(this.fixture.single(this.listener));
		deliver("a:1", "b:1");
		assertThat(this.begun).containsExactly("a:1");
	}

	@Test
	void withoutOrderAllRunAtOnce() {
		this.fixture.ordering = Ordering.NONE;
		this.fixture.started(this.fixture.single(this.listener));
		deliver("a:1", "a:2", "a:3");
		finish("a:3", "a:2");
		assertThat(this.begun).containsExactly("a:1", "a:2", "a:3");
		assertThat(this.session.commits).isEmpty();
		finish("a:1");
		assertThat(this.session.commits).containsExactly(0L, 1L, 2L);
	}

	@Test
	void noMoreBatchesComeWhenTooMuchIsNotCommitted() {
		this.fixture.maxUncommitted = 2;
		this.fixture.started(this.fixture.single(this.listener));
		CompletableFuture<?> stage = deliver("a:1", "b:1", "c:1");
		assertThat(stage).isNotDone();
		finish("b:1", "c:1");
		assertThat(stage).as("a:1 still holds the commit").isNotDone();
		finish("a:1");
		assertThat(stage).isDone();
	}

	@Test
	void aHeldKeyHoldsNoOtherAndGoesOnWhenItIsReleased() {
		TopicListenerContainer container = this.fixture.started(this.fixture.single(this.listener));
		this.fixture.client.subscription().give(this.session);
		deliver("a:1", "b:1", "a:2");
		fail("a:1");
		deliver("a:3", "b:2");
		finish("b:1");
		finish("b:2");
		assertThat(this.begun).containsExactly("a:1", "b:1", "b:2");
		assertThat(container.troubles()).singleElement().satisfies((trouble) -> assertThat(trouble.offset()).isZero());
		assertThat(this.session.commits).isEmpty();
		container.release("orders", 0);
		this.fixture.runtime.run();
		assertThat(this.session.seeks).as("nothing is fetched twice").isEmpty();
		finish("a:1");
		finish("a:2");
		finish("a:3");
		assertThat(this.begun).containsExactly("a:1", "b:1", "b:2", "a:1", "a:2", "a:3");
		assertThat(this.session.commits).containsExactly(0L, 1L, 2L, 3L, 4L);
		assertThat(container.troubles()).isEmpty();
	}

	@Test
	void aHeldKeyGoesOnBehindAMessageThatIsSkipped() {
		TopicListenerContainer container = this.fixture.started(this.fixture.single(this.listener));
		this.fixture.client.subscription().give(this.session);
		deliver("a:1", "b:1", "a:2");
		fail("a:1");
		fail("b:1");
		assertThat(container.skip("orders", 0, 1)).isCompleted();
		assertThat(container.troubles()).hasSize(1);
		assertThat(container.skip("orders", 0, 0)).isCompleted();
		this.fixture.runtime.run();
		finish("a:2");
		assertThat(this.begun).containsExactly("a:1", "b:1", "a:2");
		assertThat(this.session.commits).containsExactly(0L, 1L, 2L);
		assertThat(container.troubles()).isEmpty();
	}

	@Test
	void aStopFinishesAllKeysBeforeItCloses() {
		TopicListenerContainer container = this.fixture.started(this.fixture.single(this.listener));
		deliver("a:1", "b:1", "a:2");
		CompletableFuture<Void> stopped = container.stop("test");
		assertThat(this.fixture.client.subscription().calls).containsExactly("pause true");
		finish("a:1", "b:1");
		assertThat(stopped).isNotDone();
		finish("a:2");
		assertThat(stopped).isDone();
		assertThat(this.fixture.client.subscription().calls).containsExactly("pause true", "close");
		assertThat(this.session.commits).containsExactly(0L, 1L, 2L);
	}

	@Test
	void aStopWithAHeldKeyEndsAndNothingPassesIt() {
		TopicListenerContainer container = this.fixture.started(this.fixture.single(this.listener));
		deliver("a:1", "b:1", "a:2");
		fail("a:1");
		CompletableFuture<Void> stopped = container.stop("test");
		finish("b:1");
		assertThat(stopped).isDone();
		assertThat(this.begun).containsExactly("a:1", "b:1");
		assertThat(this.session.commits).isEmpty();
	}

	@Test
	void whenTheSessionEndsWhatIsLeftIsLeft() {
		this.fixture.started(this.fixture.single(this.listener));
		deliver("a:1", "a:2", "b:1");
		this.fixture.client.subscription().end(this.session);
		this.fixture.runtime.run();
		assertThat(this.work.get("a:1")).isCancelled();
		FakeSession next = new FakeSession("orders", 0);
		this.fixture.client.subscription().deliver(next.keyed("a:1", "a:2"));
		this.fixture.runtime.run();
		finish("a:1");
		finish("a:2");
		assertThat(next.commits).containsExactly(0L, 1L);
		assertThat(this.session.commits).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 })
	void whateverFailsAndFinishesWhenNothingIsLostAndNoCommitPassesAMessage(long seed) {
		Random random = new Random(seed);
		Map<String, Long> last = new HashMap<>();
		Set<String> running = new HashSet<>();
		Set<Long> done = new HashSet<>();
		List<Runnable> open = new ArrayList<>();
		this.fixture.recover = true;
		this.fixture.maxUncommitted = 20;
		this.fixture.started(this.fixture.single(new TopicMessageListener<>() {

			@Override
			public void onMessage(ReceivedMessage<byte[]> message, DeliveryContext context) {
				throw new AssertionError("handle is called");
			}

			@Override
			public CompletionStage<?> handle(ReceivedMessage<byte[]> message, DeliveryContext context) {
				String key = message.metadata("customer");
				assertThat(running.add(key)).as("one at a time of key " + key).isTrue();
				assertThat(last.getOrDefault(key, -1L)).isLessThanOrEqualTo(message.offset());
				last.put(key, message.offset());
				CompletableFuture<Void> stage = new CompletableFuture<>();
				open.add(() -> {
					running.remove(key);
					done.add(message.offset());
					if (random.nextInt(4) == 0) {
						stage.completeExceptionally(new IllegalStateException("again"));
					}
					else {
						stage.complete(null);
					}
				});
				return stage;
			}

		}));
		CompletableFuture<?> stage = CompletableFuture.completedFuture(null);
		int left = 300;
		while (left > 0 || !open.isEmpty() || this.session.commits.size() < 300) {
			if (left > 0 && stage.isDone() && random.nextBoolean()) {
				int count = Math.min(left, 1 + random.nextInt(10));
				left -= count;
				stage = deliver(IntStream.range(0, count)
					.mapToObj((i) -> (char) ('a' + random.nextInt(5)) + ":x")
					.toArray(String[]::new));
			}
			if (!open.isEmpty()) {
				open.remove(random.nextInt(open.size())).run();
			}
			this.fixture.runtime.advance(Duration.ofSeconds(random.nextInt(2)));
			assertThat(done).containsAll(this.session.commits);
		}
		assertThat(this.session.commits).containsExactlyElementsOf(LongStream.range(0, 300).boxed().toList());
	}

	@Test
	void theFormOfTheConfigurationIsReadAndBadOnesAreNamed() {
		assertThat(Ordering.of(" Producer ")).isEqualTo(Ordering.PRODUCER);
		assertThat(Ordering.of("key:customer")).isEqualTo(Ordering.key("customer")).hasToString("key:customer");
		assertThatIllegalArgumentException().isThrownBy(() -> Ordering.of("customer"))
			.withMessageContaining("ordering: 'customer' (expected: partition, producer, none, or key:");
		assertThatIllegalArgumentException().isThrownBy(() -> Ordering.of("key:"));
		assertThatIllegalArgumentException().isThrownBy(() -> Ordering.key(" "));
	}

}
