package io.ydbtopic.spring.transaction;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.TopicTransaction;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TransactionFailedException;
import io.ydbtopic.spring.core.CurrentTransaction;
import io.ydbtopic.spring.listener.FakeTopicClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.InvalidIsolationLevelException;
import org.springframework.transaction.NestedTransactionNotSupportedException;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.TransactionTimedOutException;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Begin, commit and roll back, join, suspend and refuse.
 */
class TopicTransactionManagerTest {

	private final FakeTopicClient client = new FakeTopicClient();

	private final TopicTransactionManager manager = new TopicTransactionManager(this.client);

	private final TransactionTemplate required = new TransactionTemplate(this.manager);

	@AfterEach
	void nothingIsLeftOnTheThread() {
		assertThat(CurrentTransaction.of(this.client)).isNull();
	}

	private TransactionTemplate propagation(int behavior) {
		TransactionTemplate template = new TransactionTemplate(this.manager);
		template.setPropagationBehavior(behavior);
		return template;
	}

	private List<String> ends() {
		return this.client.transactions.stream().map((transaction) -> transaction.end).toList();
	}

	@Test
	void whatReturnsIsCommittedAndWhatThrowsIsRolledBack() {
		String result = this.required.execute((status) -> {
			assertThat(status.isNewTransaction()).isTrue();
			assertThat(CurrentTransaction.of(this.client)).isSameAs(this.client.transactions.get(0));
			return "done";
		});
		assertThat(result).isEqualTo("done");
		IllegalStateException broken = new IllegalStateException("broken");
		assertThatThrownBy(() -> this.required.executeWithoutResult((status) -> {
			throw broken;
		})).isSameAs(broken);
		assertThat(ends()).containsExactly("committed", "rolled back");
	}

	@Test
	void aMethodWithinJoinsAndOneOfItsOwnSuspends() {
		this.required.executeWithoutResult((outer) -> {
			TopicTransaction first = CurrentTransaction.of(this.client);
			this.required
				.executeWithoutResult((joined) -> assertThat(CurrentTransaction.of(this.client)).isSameAs(first));
			propagation(TransactionDefinition.PROPAGATION_REQUIRES_NEW)
				.executeWithoutResult((own) -> assertThat(CurrentTransaction.of(this.client)).isNotSameAs(first));
			propagation(TransactionDefinition.PROPAGATION_NOT_SUPPORTED)
				.executeWithoutResult((none) -> assertThat(CurrentTransaction.of(this.client)).isNull());
			assertThat(CurrentTransaction.of(this.client)).isSameAs(first);
		});
		assertThat(ends()).containsExactly("committed", "committed");
	}

	@Test
	void aFailureWithinThatIsSwallowedOutsideRollsAllBack() {
		assertThatExceptionOfType(UnexpectedRollbackException.class)
			.isThrownBy(() -> this.required.executeWithoutResult((outer) -> {
				try {
					this.required.executeWithoutResult((joined) -> {
						throw new IllegalStateException("within");
					});
				}
				catch (IllegalStateException ex) {
					// As a careless application does.
				}
			}));
		assertThat(ends()).containsExactly("rolled back");
	}

	@Test
	void nestedAndIsolatedTransactionsAreRefusedWithWhatToDo() {
		this.required.executeWithoutResult(
				(outer) -> assertThatExceptionOfType(NestedTransactionNotSupportedException.class).isThrownBy(
						() -> propagation(TransactionDefinition.PROPAGATION_NESTED).executeWithoutResult((nested) -> {
						}))
					.withMessageContaining("no savepoints (expected: propagation REQUIRED")
					.withMessageContaining("REQUIRES_NEW"));
		TransactionTemplate isolated = new TransactionTemplate(this.manager);
		isolated.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
		isolated.setName("bill");
		assertThatExceptionOfType(InvalidIsolationLevelException.class)
			.isThrownBy(() -> isolated.executeWithoutResult((status) -> {
			}))
			.withMessageContaining("'bill'")
			.withMessageContaining("expected: the default");
	}

	@Test
	void aCommitThatFailsSaysWhetherAnythingIsVisible() {
		TransactionFailedException refused = new TransactionFailedException("refused", StatusCode.ABORTED, List.of(),
				RetryVerdict.RETRY_FAST, false, null);
		this.client.onBegin = (transaction) -> transaction.answer = CompletableFuture.failedFuture(refused);
		assertThatExceptionOfType(UnexpectedRollbackException.class)
			.isThrownBy(() -> this.required.executeWithoutResult((status) -> {
			}))
			.withMessageContaining("nothing of it is visible")
			.withCause(refused);
		TransactionFailedException lost = new TransactionFailedException("lost", StatusCode.UNAVAILABLE, List.of(),
				RetryVerdict.RETRY_FAST, true, null);
		this.client.onBegin = (transaction) -> transaction.answer = CompletableFuture.failedFuture(lost);
		assertThatExceptionOfType(TransactionSystemException.class)
			.isThrownBy(() -> this.required.executeWithoutResult((status) -> {
			}))
			.withMessageContaining("Nobody knows")
			.withCause(lost);
	}

	@Test
	void aMethodThatTookTooLongIsRolledBack() {
		TransactionTemplate hasty = new TransactionTemplate(this.manager);
		hasty.setTimeout(0);
		assertThatExceptionOfType(TransactionTimedOutException.class)
			.isThrownBy(() -> hasty.executeWithoutResult((status) -> {
			}));
		assertThat(ends()).containsExactly("rolled back");
	}

	@Test
	void whatCanNotBeBegunFailsBeforeTheMethod() {
		TopicClient closed = mock();
		given(closed.beginTransaction()).willThrow(new IllegalStateException("closed"));
		assertThatExceptionOfType(CannotCreateTransactionException.class).isThrownBy(
				() -> new TransactionTemplate(new TopicTransactionManager(closed)).executeWithoutResult((status) -> {
					throw new AssertionError("must not be called");
				}))
			.withRootCauseInstanceOf(IllegalStateException.class);
	}

}
