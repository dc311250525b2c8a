package io.ydbtopic.client.internal.tx;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import io.ydbtopic.client.ExactlyOnce;
import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.TopicReader;
import io.ydbtopic.client.TopicTransaction;
import io.ydbtopic.client.TransactionHandler;
import io.ydbtopic.client.error.PartitionSessionEndedException;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.error.TransactionFailedException;
import io.ydbtopic.client.internal.retry.Backoff;
import io.ydbtopic.client.internal.runtime.ClientRuntime;
import io.ydbtopic.client.internal.runtime.Waits;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Transactions one after the other, on the calling thread.
 *
 * @param <T> type of the values
 */
public final class DefaultExactlyOnce<T> implements ExactlyOnce<T> {

	private static final Logger logger = LoggerFactory.getLogger(DefaultExactlyOnce.class);

	private static final Duration WAIT_MIN = Duration.ofMillis(1);

	private final TopicReader<T> reader;

	private final ClientRuntime runtime;

	private final Backoff backoff;

	private final Supplier<CompletableFuture<TopicTransaction>> transactions;

	private final Duration timeout;

	/**
	 * A processor.
	 * @param transactions begins transactions
	 * @param timeout within which a transaction begins and ends by itself
	 */
	public DefaultExactlyOnce(TopicReader<T> reader, ClientRuntime runtime, Backoff backoff,
			Supplier<CompletableFuture<TopicTransaction>> transactions, Duration timeout) {
		this.reader = reader;
		this.runtime = runtime;
		this.backoff = backoff;
		this.transactions = transactions;
		this.timeout = timeout.multipliedBy(2);
	}

	@Override
	public int process(Duration maxWait, TransactionHandler<T> handler) throws InterruptedException {
		long begun = this.runtime.nanoTime();
		TopicException last = null;
		for (int attempt = 0;; attempt++) {
			Duration left = maxWait.minusNanos(this.runtime.nanoTime() - begun);
			if (last != null && (left.isNegative() || left.isZero())) {
				throw last;
			}
			MessageBatch<T> batch = this.reader.receiveBatch((left.compareTo(WAIT_MIN) > 0) ? left : WAIT_MIN);
			if (batch == null) {
				if (last != null) {
					throw last;
				}
				return 0;
			}
			last = tryOnce(batch, handler);
			if (last == null) {
				return batch.size();
			}
			logger.info("{}: {} is handed out again: {}", this.reader, batch, last.getMessage());
			pause(this.backoff.delay(attempt, last.verdict().isRetriable() ? last.verdict() : RetryVerdict.RETRY_FAST,
					this.runtime.random()));
		}
	}

	/**
	 * One transaction.
	 * @return why it came to nothing, if that passes; null if it was committed
	 */
	private @Nullable TopicException tryOnce(MessageBatch<T> batch, TransactionHandler<T> handler)
			throws InterruptedException {
		TopicTransaction transaction;
		try {
			transaction = await(this.transactions.get(), "the begin of a transaction");
		}
		catch (TransactionFailedException ex) {
			((TransactionalRead) batch).readAgain();
			return passes(ex);
		}
		boolean over = false;
		try {
			transaction.read(batch);
			handler.handle(batch, transaction);
			over = true;
			await(transaction.commit(), "the commit of " + transaction);
			return null;
		}
		catch (PartitionSessionEndedException ex) {
			return ex;
		}
		catch (TransactionFailedException ex) {
			return passes(ex);
		}
		catch (RuntimeException | InterruptedException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new TransactionFailedException(transaction + ": the handler failed", StatusCode.CLIENT_INTERNAL,
					List.of(), RetryVerdict.FATAL, false, ex);
		}
		finally {
			if (!over) {
				rollBack(transaction, batch);
			}
		}
	}

	/** The messages must be given back also if they never became a part of it. */
	private static void rollBack(TopicTransaction transaction, MessageBatch<?> batch) {
		transaction.close();
		((TransactionalRead) batch).readAgain();
	}

	private static TopicException passes(TransactionFailedException failure) {
		if (!failure.verdict().isRetriable() && !failure.isOutcomeUnknown()) {
			throw failure;
		}
		return failure;
	}

	private <R> R await(CompletableFuture<R> future, String what) throws InterruptedException {
		return Waits.get(this.runtime, future, this.timeout, () -> what);
	}

	private void pause(Duration delay) throws InterruptedException {
		try {
			this.runtime.await(new CompletableFuture<Void>(), delay);
		}
		catch (TimeoutException ex) {
			logger.trace("{}: {} are over", this.reader, delay);
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
