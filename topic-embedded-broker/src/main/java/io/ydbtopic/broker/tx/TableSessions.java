package io.ydbtopic.broker.tx;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.ydbtopic.broker.error.RejectedException;

/**
 * Sessions of the table service: query sessions that nobody needs to attach to, known
 * until they are deleted. Safe for use by many threads.
 */
public final class TableSessions {

	private final QuerySessions sessions;

	private final Map<String, QuerySession> open = new ConcurrentHashMap<>();

	/**
	 * Makes an empty set.
	 * @param sessions where the sessions are that have the transactions
	 */
	public TableSessions(QuerySessions sessions) {
		this.sessions = sessions;
	}

	/**
	 * Makes a session.
	 * @param node where it lives
	 * @return its name
	 * @throws RejectedException when there are too many
	 */
	public String create(int node) {
		QuerySession session = this.sessions.create(node);
		this.open.put(session.id(), session);
		try {
			session.attach((reason) -> this.open.remove(session.id()));
		}
		catch (RejectedException ex) {
			this.open.remove(session.id());
			throw ex;
		}
		return session.id();
	}

	/**
	 * A session that lives.
	 * @param id its name
	 * @param node the node that was asked
	 * @return the session
	 * @throws RejectedException when the node has no such session
	 */
	public QuerySession get(String id, int node) {
		QuerySession session = this.open.get(id);
		if (session == null || session.node() != node) {
			throw QuerySessions.unknown(id);
		}
		return session;
	}

	/**
	 * Ends a session, and rolls back what it has begun.
	 * @param id its name
	 * @param node the node that was asked
	 * @throws RejectedException when the node has no such session
	 */
	public void delete(String id, int node) {
		this.sessions.end(get(id, node), null);
	}

	/**
	 * Asked once for each commit that went well.
	 * @return whether a fault loses its answer
	 */
	public boolean losesAnswer() {
		return this.sessions.losesAnswer();
	}

}
