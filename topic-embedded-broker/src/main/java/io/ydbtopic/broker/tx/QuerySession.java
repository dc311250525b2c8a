package io.ydbtopic.broker.tx;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.ydbtopic.broker.error.IssueCode;
import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.journal.JournalKind;
import io.ydbtopic.broker.topic.TopicTransaction;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.query.TransactionSettings;
import org.jspecify.annotations.Nullable;

/**
 * One query session and its transactions. Requests of a session come one at a time; its
 * end rolls everything back. Safe for use by many threads.
 */
public final class QuerySession {

	/** Bounds what a client can leave behind in a session. */
	static final int TRANSACTIONS_MAX = 100;

	private final String id;

	private final int node;

	private final QuerySessions sessions;

	private final Map<String, OpenTransaction> transactions = new HashMap<>();

	/** Stops the wait for somebody who attaches; null before it began and after it. */
	private @Nullable Runnable stopWaiting;

	/** Told once when the session ends; null while nobody is attached. */
	private @Nullable EndListener listener;

	private boolean busy;

	private boolean ended;

	QuerySession(String id, int node, QuerySessions sessions) {
		this.id = id;
		this.node = node;
		this.sessions = sessions;
	}

	private record OpenTransaction(TopicTransaction work, boolean takesTopics, Runnable stopTimer) {
	}

	/**
	 * Is told that a session has ended.
	 */
	@FunctionalInterface
	public interface EndListener {

		/**
		 * The session has ended; may only enqueue.
		 * @param reason what the client is told; null when it asked for the end
		 */
		void ended(@Nullable RejectedException reason);

	}

	/**
	 * How clients know it.
	 * @return an opaque word
	 */
	public String id() {
		return this.id;
	}

	/**
	 * The node that it lives on.
	 * @return 1 and up
	 */
	public int node() {
		return this.node;
	}

	/**
	 * Begins a request; {@link #leave()} must follow.
	 * @throws RejectedException when another one is running
	 */
	public synchronized void enter() {
		checkAlive();
		if (this.busy) {
			throw new RejectedException(StatusCode.SESSION_BUSY, StatusCode.SESSION_BUSY.getNumber(),
					"Session " + this.id + " runs another request (send one after the other)");
		}
		this.busy = true;
	}

	/**
	 * Ends a request.
	 */
	public synchronized void leave() {
		this.busy = false;
	}

	/**
	 * Somebody wants to know how long the session lives.
	 * @param whenEnded told once
	 * @throws RejectedException when it has ended, or somebody else is attached
	 */
	public synchronized void attach(EndListener whenEnded) {
		checkAlive();
		if (this.listener != null) {
			throw new RejectedException(StatusCode.SESSION_BUSY, StatusCode.SESSION_BUSY.getNumber(),
					"Session " + this.id + " is attached already (attach once)");
		}
		this.listener = whenEnded;
		stopWaiting();
	}

	/** What to do when nobody needs to be waited for any more. */
	synchronized void whenAttachedOrEnded(Runnable stop) {
		this.stopWaiting = stop;
		if (this.ended || this.listener != null) {
			stopWaiting();
		}
	}

	private void stopWaiting() {
		Runnable stop = this.stopWaiting;
		this.stopWaiting = null;
		if (stop != null) {
			stop.run();
		}
	}

	synchronized boolean isAttached() {
		return this.listener != null;
	}

	private void checkAlive() {
		if (this.ended) {
			throw QuerySessions.unknown(this.id);
		}
	}

	/**
	 * Begins a transaction.
	 * @param settings what it guarantees
	 * @return its name
	 * @throws RejectedException when the settings name no mode, or too many transactions
	 * are open
	 */
	public synchronized String begin(TransactionSettings settings) {
		checkAlive();
		boolean takesTopics = switch (settings.getTxModeCase()) {
			case SERIALIZABLE_READ_WRITE, SNAPSHOT_READ_WRITE -> true;
			case ONLINE_READ_ONLY, STALE_READ_ONLY, SNAPSHOT_READ_ONLY -> false;
			case TXMODE_NOT_SET -> throw RejectedException
				.badRequest("The transaction settings name no mode (expected serializable_read_write)");
		};
		if (this.transactions.size() >= TRANSACTIONS_MAX) {
			throw new RejectedException(IssueCode.OVERLOAD, "Session " + this.id + " has " + TRANSACTIONS_MAX
					+ " open transactions (commit or roll some back)");
		}
		TopicTransaction work = this.sessions.newTransaction();
		this.transactions.put(work.id(),
				new OpenTransaction(work, takesTopics, this.sessions.expireLater(this, work.id())));
		this.sessions.tell(JournalKind.TRANSACTION_BEGUN, this, work.id(), "");
		return work.id();
	}

	/**
	 * A transaction of this session.
	 * @param transactionId its name
	 * @throws RejectedException when there is none of this name
	 */
	public synchronized void checkTransaction(String transactionId) {
		checkAlive();
		find(transactionId);
	}

	synchronized TopicTransaction forTopics(String transactionId) {
		OpenTransaction found = find(transactionId);
		if (!found.takesTopics) {
			throw RejectedException.badRequest("Transaction " + transactionId
					+ " is read-only (expected serializable_read_write or snapshot_read_write for topics)");
		}
		return found.work;
	}

	private OpenTransaction find(String transactionId) {
		OpenTransaction found = this.transactions.get(transactionId);
		if (found == null) {
			throw TopicTransaction.notFound(transactionId);
		}
		return found;
	}

	/**
	 * Commits a transaction; whatever the outcome, it has ended.
	 * @param transactionId its name
	 * @param whenKept called once when all of it is kept; may only enqueue
	 * @throws RejectedException when there is none of this name, or it is aborted
	 */
	public void commit(String transactionId, Runnable whenKept) {
		TopicTransaction work = take(transactionId);
		RejectedException failure = this.sessions.nextCommitFailure();
		if (failure != null) {
			work.rollback();
			rolledBack(transactionId, "a fault failed its commit");
			throw failure;
		}
		try {
			work.commit(() -> {
				this.sessions.tell(JournalKind.TRANSACTION_COMMITTED, this, transactionId, "");
				whenKept.run();
			});
		}
		catch (RejectedException ex) {
			rolledBack(transactionId, ex.status() + ", " + ex.text());
			throw ex;
		}
	}

	private void rolledBack(String transactionId, String why) {
		this.sessions.tell(JournalKind.TRANSACTION_ROLLED_BACK, this, transactionId, ": " + why);
	}

	/**
	 * Rolls a transaction back.
	 * @param transactionId its name
	 * @throws RejectedException when there is none of this name
	 */
	public void rollback(String transactionId) {
		take(transactionId).rollback();
		rolledBack(transactionId, "it was asked for");
	}

	private synchronized TopicTransaction take(String transactionId) {
		checkAlive();
		OpenTransaction found = find(transactionId);
		this.transactions.remove(transactionId);
		found.stopTimer.run();
		return found.work;
	}

	/** A transaction took too long. */
	void expire(String transactionId) {
		OpenTransaction found;
		synchronized (this) {
			found = this.transactions.remove(transactionId);
		}
		if (found != null) {
			found.work.rollback();
			rolledBack(transactionId, "it took too long");
		}
	}

	/** Rolls everything back; only the first end counts. */
	void end(@Nullable RejectedException reason) {
		List<OpenTransaction> left;
		EndListener told;
		synchronized (this) {
			this.ended = true;
			stopWaiting();
			left = List.copyOf(this.transactions.values());
			this.transactions.clear();
			told = this.listener;
			this.listener = null;
		}
		left.forEach((each) -> {
			each.stopTimer.run();
			each.work.rollback();
			rolledBack(each.work.id(), "its session ended");
		});
		if (told != null) {
			told.ended(reason);
		}
	}

}
