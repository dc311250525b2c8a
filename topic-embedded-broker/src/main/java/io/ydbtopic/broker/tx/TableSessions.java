package io.ydbtopic.broker.tx;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.ydbtopic.broker.error.IssueCode;
import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.runtime.BrokerRuntime;

/**
 * Sessions of the table service: names that are known until they are deleted. Safe for
 * use by many threads.
 */
public final class TableSessions {

	/** Bounds what clients can leave behind. */
	static final int OPEN_MAX = 10_000;

	private final Identifiers identifiers;

	/** Session to its node. */
	private final Map<String, Integer> open = new ConcurrentHashMap<>();

	/**
	 * Makes an empty set.
	 * @param runtime chance
	 */
	public TableSessions(BrokerRuntime runtime) {
		this.identifiers = new Identifiers(runtime);
	}

	/**
	 * Makes a session.
	 * @param node where it lives
	 * @return its name
	 * @throws RejectedException when there are too many
	 */
	public String create(int node) {
		if (this.open.size() >= OPEN_MAX) {
			throw new RejectedException(IssueCode.OVERLOAD,
					"There are " + OPEN_MAX + " open sessions (delete some, or use them again)");
		}
		String id = this.identifiers.newSession(node);
		this.open.put(id, node);
		return id;
	}

	/**
	 * Makes sure that a session lives.
	 * @param id its name
	 * @param node the node that was asked
	 * @throws RejectedException when the node has no such session
	 */
	public void check(String id, int node) {
		if (!Integer.valueOf(node).equals(this.open.get(id))) {
			throw QuerySessions.unknown(id);
		}
	}

	/**
	 * Ends a session.
	 * @param id its name
	 * @param node the node that was asked
	 * @throws RejectedException when the node has no such session
	 */
	public void delete(String id, int node) {
		check(id, node);
		this.open.remove(id);
	}

}
