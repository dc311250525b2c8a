package io.ydbtopic.spring.transaction;

import java.util.concurrent.CompletionException;

import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.TopicTransaction;
import io.ydbtopic.client.error.TransactionFailedException;
import io.ydbtopic.spring.core.CurrentTransaction;
import org.jspecify.annotations.Nullable;

import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.InvalidIsolationLevelException;
import org.springframework.transaction.NestedTransactionNotSupportedException;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.TransactionTimedOutException;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.ResourceHolderSupport;
import org.springframework.transaction.support.SmartTransactionObject;

/**
 * Runs {@code @Transactional} methods in a {@link TopicTransaction}: what a
 * {@link io.ydbtopic.spring.core.TopicTemplate} of the same cluster writes on that thread
 * becomes visible together when the method returns, or never. Within a listener whose ack
 * mode is {@code TRANSACTION}, a method joins the transaction of the call, which the
 * container ends.
 * <p>
 * It joins, suspends and resumes. Nested transactions are refused, because a topic
 * transaction has no savepoints, and so are isolation levels other than the default. It
 * does not span a database: see {@code docs/transactions.md}. Thread-safe.
 */
public class TopicTransactionManager extends AbstractPlatformTransactionManager {

	private static final long serialVersionUID = 1L;

	private final transient TopicClient client;

	/**
	 * A manager for the transactions of one cluster.
	 */
	public TopicTransactionManager(TopicClient client) {
		this.client = client;
		setTransactionSynchronization(SYNCHRONIZATION_ON_ACTUAL_TRANSACTION);
		// So that it is asked about savepoints, and can say what to do instead.
		setNestedTransactionAllowed(true);
	}

	@Override
	protected Object doGetTransaction() {
		return new TransactionObject(this.client);
	}

	@Override
	protected boolean isExistingTransaction(Object transaction) {
		return ((TransactionObject) transaction).current() != null;
	}

	@Override
	protected void doBegin(Object transaction, TransactionDefinition definition) {
		if (definition.getIsolationLevel() != TransactionDefinition.ISOLATION_DEFAULT) {
			throw new InvalidIsolationLevelException(
					"Isolation level " + definition.getIsolationLevel() + " of the transaction '" + definition.getName()
							+ "' (expected: the default, which for topics is serializable)");
		}
		((TransactionObject) transaction).begin(determineTimeout(definition));
	}

	@Override
	protected boolean useSavepointForNestedTransaction() {
		throw new NestedTransactionNotSupportedException(
				"Topic transactions have no savepoints (expected: propagation REQUIRED to join the transaction that is"
						+ " there, or REQUIRES_NEW for one of its own)");
	}

	@Override
	protected Object doSuspend(Object transaction) {
		return ((TransactionObject) transaction).suspend();
	}

	@Override
	protected void doResume(@Nullable Object transaction, Object suspended) {
		CurrentTransaction.bind(this.client, (TopicTransaction) suspended);
	}

	@Override
	protected void doCommit(DefaultTransactionStatus status) {
		TransactionObject object = (TransactionObject) status.getTransaction();
		object.checkTimeout();
		try {
			object.owned().commit().join();
		}
		catch (CompletionException ex) {
			throw translated(ex);
		}
	}

	private static RuntimeException translated(CompletionException failure) {
		Throwable cause = (failure.getCause() != null) ? failure.getCause() : failure;
		if (cause instanceof TransactionFailedException failed && failed.isOutcomeUnknown()) {
			return new TransactionSystemException(
					"Nobody knows whether the topic transaction was committed: what it wrote may be visible", cause);
		}
		return new UnexpectedRollbackException("The topic transaction was not committed, nothing of it is visible",
				cause);
	}

	@Override
	protected void doRollback(DefaultTransactionStatus status) {
		((TransactionObject) status.getTransaction()).owned().rollback().join();
	}

	@Override
	protected void doSetRollbackOnly(DefaultTransactionStatus status) {
		TransactionObject object = (TransactionObject) status.getTransaction();
		TopicTransaction current = object.current();
		if (current != null) {
			// Whoever began it finds it over: its commit fails, and nothing is written
			// meanwhile that comes to nothing anyway.
			current.rollback().join();
		}
	}

	@Override
	protected void doCleanupAfterCompletion(Object transaction) {
		((TransactionObject) transaction).unbind();
	}

	/** A transaction as one caller sees it. Used on one thread. */
	private static final class TransactionObject implements SmartTransactionObject {

		private final TopicClient client;

		/** Begun for this caller; {@code null} if it joined one or has none. */
		private @Nullable TopicTransaction own;

		/** Knows the time at which the own one has to be committed. */
		private final ResourceHolderSupport deadline = new ResourceHolderSupport() {
		};

		TransactionObject(TopicClient client) {
			this.client = client;
		}

		@Nullable TopicTransaction current() {
			return CurrentTransaction.of(this.client);
		}

		TopicTransaction owned() {
			TopicTransaction begun = this.own;
			if (begun == null) {
				throw new IllegalStateException("There is no transaction to end");
			}
			return begun;
		}

		void begin(int timeoutSeconds) {
			try {
				TopicTransaction begun = this.client.beginTransaction().join();
				this.own = begun;
				if (timeoutSeconds != TransactionDefinition.TIMEOUT_DEFAULT) {
					this.deadline.setTimeoutInSeconds(timeoutSeconds);
				}
				CurrentTransaction.bind(this.client, begun);
			}
			catch (CompletionException | IllegalStateException ex) {
				throw new CannotCreateTransactionException("No topic transaction could be begun",
						(ex instanceof CompletionException && ex.getCause() != null) ? ex.getCause() : ex);
			}
		}

		void checkTimeout() {
			if (this.deadline.hasTimeout()) {
				try {
					this.deadline.getTimeToLiveInMillis();
				}
				catch (TransactionTimedOutException ex) {
					owned().rollback().join();
					throw ex;
				}
			}
		}

		TopicTransaction suspend() {
			TopicTransaction suspended = CurrentTransaction.bind(this.client, null);
			if (suspended == null) {
				throw new IllegalStateException("There is no transaction to suspend");
			}
			return suspended;
		}

		void unbind() {
			if (this.own != null) {
				CurrentTransaction.bind(this.client, null);
			}
		}

		/** Whether someone who joined wants it rolled back, or it has failed. */
		@Override
		public boolean isRollbackOnly() {
			TopicTransaction current = (this.own != null) ? this.own : current();
			return current != null && !current.isActive();
		}

		@Override
		public void flush() {
			// The commit waits for what was written.
		}

	}

}
