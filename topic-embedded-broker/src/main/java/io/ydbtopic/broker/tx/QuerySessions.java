package io.ydbtopic.broker.tx;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.ydbtopic.broker.error.IssueCode;
import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.fault.ArmedFault;
import io.ydbtopic.broker.fault.FaultKind;
import io.ydbtopic.broker.fault.FaultScript;
import io.ydbtopic.broker.fault.FaultSubject;
import io.ydbtopic.broker.journal.Journal;
import io.ydbtopic.broker.journal.JournalKind;
import io.ydbtopic.broker.runtime.BrokerRuntime;
import io.ydbtopic.broker.session.TransactionGate;
import io.ydbtopic.broker.topic.Catalogue;
import io.ydbtopic.broker.topic.TopicTransaction;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import org.jspecify.annotations.Nullable;

/**
 * All query sessions of the broker. A session lives on the node that made it; other nodes
 * don't know it. One that nobody attaches to ends after a while. Safe for use by many
 * threads.
 */
public final class QuerySessions implements TransactionGate {

	/** How long a session waits for somebody to attach. */
	static final Duration UNATTACHED_MAX = Duration.ofMinutes(5);

	/** Bounds what clients can leave behind. */
	static final int OPEN_MAX = 10_000;

	private final BrokerRuntime runtime;

	private final Catalogue catalogue;

	private final FaultScript faults;

	private final Duration transactionMax;

	private final boolean offsetsPinned;

	private final Identifiers identifiers;

	private final Journal journal;

	private final Map<String, QuerySession> byId = new ConcurrentHashMap<>();

	/**
	 * Makes an empty set.
	 * @param runtime clock, timers and chance
	 * @param catalogue what transactions work on
	 * @param faults may fail commits
	 * @param transactionMax how long a transaction may stay open
	 * @param offsetsPinned whether offsets are taken at the transaction's node only
	 * @param journal where transactions are told
	 */
	public QuerySessions(BrokerRuntime runtime, Catalogue catalogue, FaultScript faults, Duration transactionMax,
			boolean offsetsPinned, Journal journal) {
		this.journal = journal;
		this.runtime = runtime;
		this.catalogue = catalogue;
		this.faults = faults;
		this.transactionMax = transactionMax;
		this.offsetsPinned = offsetsPinned;
		this.identifiers = new Identifiers(runtime);
	}

	static RejectedException unknown(String sessionId) {
		return new RejectedException(StatusCode.BAD_SESSION, StatusCode.BAD_SESSION.getNumber(),
				"Session not found: '" + sessionId + "' (create a session, and use it on the node that made it)");
	}

	/**
	 * Makes a session.
	 * @param node where it lives
	 * @return the session
	 * @throws RejectedException when there are too many
	 */
	public QuerySession create(int node) {
		if (this.byId.size() >= OPEN_MAX) {
			throw new RejectedException(IssueCode.OVERLOAD,
					"There are " + OPEN_MAX + " open sessions (delete some, or use them again)");
		}
		QuerySession session = new QuerySession(this.identifiers.newSession(node), node, this);
		this.byId.put(session.id(), session);
		BrokerRuntime.Timer timer = this.runtime.schedule("unattached session", UNATTACHED_MAX, () -> {
			if (!session.isAttached()) {
				end(session, unknown(session.id()));
			}
		});
		session.whenAttachedOrEnded(timer::cancel);
		return session;
	}

	/**
	 * A session.
	 * @param id its name
	 * @param node the node that was asked
	 * @return the session
	 * @throws RejectedException when the node has no such session
	 */
	public QuerySession get(String id, int node) {
		QuerySession found = this.byId.get(id);
		if (found == null || found.node() != node) {
			throw unknown(id);
		}
		return found;
	}

	/**
	 * Ends a session.
	 * @param session the session
	 * @param reason what an attached client is told; null when it asked for the end
	 */
	public void end(QuerySession session, @Nullable RejectedException reason) {
		this.byId.remove(session.id(), session);
		session.end(reason);
	}

	/**
	 * Ends all sessions.
	 * @param reason what attached clients are told
	 * @return how many
	 */
	public int endAll(RejectedException reason) {
		List<QuerySession> all = List.copyOf(this.byId.values());
		all.forEach((session) -> end(session, reason));
		return all.size();
	}

	/**
	 * How many sessions are open.
	 * @return a count
	 */
	public int openCount() {
		return this.byId.size();
	}

	@Override
	public TopicTransaction forWriting(String sessionId, String transactionId) {
		QuerySession session = this.byId.get(sessionId);
		if (session == null) {
			throw TopicTransaction.notFound(transactionId);
		}
		return session.forTopics(transactionId);
	}

	/**
	 * The transaction to commit offsets in.
	 * @param sessionId the query session
	 * @param transactionId the transaction in it
	 * @param node the node that was asked
	 * @return the transaction, which may end at any time
	 * @throws RejectedException when a name is missing or unknown, or the session lives
	 * on another node and that matters
	 */
	public TopicTransaction forReading(String sessionId, String transactionId, int node) {
		if (!Identifiers.isSession(sessionId) || transactionId.isEmpty()) {
			throw RejectedException.badRequest("The transaction is '" + transactionId + "' in session '" + sessionId
					+ "' (expected the names of a transaction and of its session)");
		}
		int home = Identifiers.node(sessionId);
		if (this.offsetsPinned && home != node) {
			throw new RejectedException(StatusCode.UNAVAILABLE, StatusCode.UNAVAILABLE.getNumber(),
					"Database coordinators are unavailable: the transaction lives on node " + home + " and node " + node
							+ " was asked (ask the transaction's node)");
		}
		return get(sessionId, home).forTopics(transactionId);
	}

	void tell(JournalKind kind, QuerySession session, String transaction, String text) {
		this.journal.add(kind, null, null, transaction, "of " + session.id() + text);
	}

	TopicTransaction newTransaction() {
		return this.catalogue.begin(this.identifiers.newTransaction());
	}

	Runnable expireLater(QuerySession session, String transactionId) {
		BrokerRuntime.Timer timer = this.runtime.schedule("transaction timeout", this.transactionMax,
				() -> session.expire(transactionId));
		return timer::cancel;
	}

	/**
	 * Asked once for each commit that went well.
	 * @return whether a fault loses its answer
	 */
	public boolean losesAnswer() {
		return this.faults.strike(FaultKind.LOSE_COMMIT_ANSWER, FaultSubject.NONE) != null;
	}

	@Nullable RejectedException nextCommitFailure() {
		ArmedFault failure = this.faults.strike(FaultKind.FAIL_COMMIT, FaultSubject.NONE);
		return (failure != null) ? failure.reason() : null;
	}

}
