package io.ydbtopic.spring.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.ReaderSettings;
import io.ydbtopic.client.ReceivedMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Each call of the listener in a transaction that moves the offset.
 */
class TransactionalListenerTest {

	private final ContainerFixture fixture = new ContainerFixture();

	private final FakeSession session = new FakeSession("orders", 0);

	private final List<String> handled = new ArrayList<>();

	private int failures;

	@BeforeEach
	void transactional() {
		this.fixture.ackMode = AckMode.TRANSACTION;
	}

	private void listenOneByOne() {
		this.fixture.started(this.fixture.single((message, context) -> {
			String text = ContainerFixture.text(message.data());
			this.handled.add(text + " in " + context.transaction().id());
			if (text.equals("poison") && this.failures-- > 0) {
				throw new IllegalStateException("no");
			}
		}));
	}

	private CompletableFuture<?> deliver(String... payloads) {
		CompletableFuture<?> stage = this.fixture.client.subscription().deliver(this.session.batch(payloads));
		this.fixture.runtime.run();
		return stage;
	}

	private List<String> transactions() {
		return this.fixture.client.transactions.stream().map(FakeTransaction::toString).toList();
	}

	@Test
	void eachMessageMovesItsOffsetInItsTransaction() {
		listenOneByOne();
		assertThat(deliver("a", "b")).isDone();
		assertThat(this.handled).containsExactly("a in tx0", "b in tx1");
		assertThat(transactions()).containsExactly("committed [0]", "committed [1]");
		assertThat(this.session.commits).as("not committed otherwise").isEmpty();
	}

	@Test
	void aBatchIsOneTransaction() {
		this.fixture.started(this.fixture
			.batch((batch, context) -> this.handled.add(batch.size() + " in " + context.transaction().id())));
		deliver("a", "b", "c");
		assertThat(this.handled).containsExactly("3 in tx0");
		assertThat(transactions()).containsExactly("committed [0, 1, 2]");
	}

	@Test
	void theNextMessageWaitsForTheCommit() {
		CompletableFuture<Void> answer = new CompletableFuture<>();
		this.fixture.client.onBegin = (transaction) -> transaction.answer = answer;
		listenOneByOne();
		deliver("a", "b");
		assertThat(this.handled).containsExactly("a in tx0");
		answer.complete(null);
		this.fixture.runtime.run();
		assertThat(this.handled).containsExactly("a in tx0", "b in tx1");
	}

	@Test
	void aFailureRollsBackAndTheMessageIsTriedInANewTransaction() {
		this.failures = 2;
		listenOneByOne();
		deliver("poison");
		assertThat(transactions()).as("reads come last, so nothing is read again").containsExactly("rolled back []");
		this.fixture.runtime.advance(Duration.ofMinutes(1));
		assertThat(transactions()).containsExactly("rolled back []", "rolled back []", "committed [0]");
		assertThat(this.session.commits).isEmpty();
	}

	@Test
	void aCommitThatFailsLeavesTheMessageToComeAgain() {
		this.fixture.client.onBegin = (transaction) -> transaction.answer = CompletableFuture
			.failedFuture(new IllegalStateException("aborted"));
		listenOneByOne();
		CompletableFuture<?> stage = deliver("a", "b");
		this.session.end();
		this.fixture.runtime.advance(Duration.ofMinutes(1));
		assertThat(stage).isDone();
		assertThat(this.handled).containsExactly("a in tx0");
		assertThat(this.session.commits).isEmpty();
	}

	@Test
	void aRecoveredMessageIsCommittedBeforeTheNextTransactionBegins() {
		this.failures = 3;
		this.fixture.recover = true;
		listenOneByOne();
		deliver("poison", "b");
		this.fixture.runtime.advance(Duration.ofMinutes(1));
		assertThat(this.fixture.recovered).containsExactly("poison");
		assertThat(this.session.commits).containsExactly(0L);
		assertThat(transactions()).endsWith("committed [1]");
	}

	@Test
	void whatAFilterLeavesOutMovesWithTheRest() {
		this.fixture.filter = (message) -> !ContainerFixture.text(message.data()).startsWith("x");
		this.fixture.started(this.fixture.batch((batch, context) -> this.handled.add("" + batch.size())));
		deliver("x1", "a", "x2");
		deliver("x3");
		assertThat(this.handled).containsExactly("1");
		assertThat(transactions()).containsExactly("committed [0, 1, 2]");
		assertThat(this.session.commits).containsExactly(3L);
	}

	@Test
	void beforeTheOneThatFailedABatchIsDoneAgainInATransactionOfItsOwn() {
		this.failures = 2;
		this.fixture.started(this.fixture.batch((batch, context) -> {
			List<String> texts = batch.messages().stream().map((m) -> ContainerFixture.text(m.data())).toList();
			this.handled.add(String.join(" ", texts));
			int bad = texts.indexOf("poison");
			if (bad >= 0 && this.failures-- > 0) {
				throw new BatchListenerFailedException(new IllegalStateException("no"), bad);
			}
		}));
		deliver("a", "b", "poison", "c");
		this.fixture.runtime.advance(Duration.ofMinutes(1));
		assertThat(this.handled).containsExactly("a b poison c", "a b", "poison c", "poison", "c");
		assertThat(transactions()).containsExactly("rolled back []", "committed [0, 1]", "rolled back []",
				"committed [2]", "committed [3]");
	}

	@Test
	void aTransactionThatBeganIsRolledBackWhenTheSessionIsOver() {
		CompletableFuture<Void> never = new CompletableFuture<>();
		this.fixture.started(this.fixture.single(new TopicMessageListener<>() {

			@Override
			public void onMessage(ReceivedMessage<byte[]> message, DeliveryContext context) {
				throw new AssertionError("handle is called");
			}

			@Override
			public CompletableFuture<Void> handle(ReceivedMessage<byte[]> message, DeliveryContext context) {
				return never;
			}

		}));
		CompletableFuture<?> stage = deliver("a");
		this.session.end();
		this.fixture.runtime.advance(Duration.ofSeconds(1));
		assertThat(stage).isDone();
		assertThat(never).isCancelled();
		assertThat(transactions()).containsExactly("rolled back []");
	}

	@Test
	void whatIsAskedForAgainIsRolledBack() {
		int[] times = { 1 };
		this.fixture.started(this.fixture.batch((batch, context) -> {
			if (times[0]-- > 0) {
				assertThatThrownBy(() -> context.acknowledgment().nack(1, Duration.ZERO))
					.hasMessageContaining("comes again as a whole");
				context.acknowledgment().nack(Duration.ofSeconds(1));
			}
		}));
		deliver("a", "b");
		this.fixture.runtime.advance(Duration.ofSeconds(1));
		assertThat(transactions()).containsExactly("rolled back []", "committed [0, 1]");
	}

	@Test
	void itNeedsTheOrderOfThePartitionAndAConsumer() {
		ContainerProperties base = ContainerProperties.of(ReaderSettings.of("billing", "orders"));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ContainerProperties(base.reader(), true, 1, AckMode.TRANSACTION, 1, base.shutdown(),
					base.shutdownTimeout(), base.startupPolicy(), base.startupTimeout(), Ordering.PRODUCER))
			.withMessageContaining("ordering: producer (expected: partition with ack mode TRANSACTION");
	}

}
