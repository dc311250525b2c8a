package io.ydbtopic.broker.access;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.ydbtopic.broker.error.IssueCode;
import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.topic.DatabasePaths;

/**
 * What users may not do; everything else is allowed. A denial holds for a path and all
 * that is below it: a topic, its consumer ({@code topic/consumer}), a directory, or the
 * database. Open streams learn of a change at once.
 *
 * <p>
 * A user is who logged in; a token that is good without a login is a user of its own
 * name, and who comes without a token is {@link #ANONYMOUS}.
 *
 * <p>
 * Safe for use by many threads.
 */
public final class AccessRules {

	/** Stands for all users. */
	public static final String ANYBODY = "*";

	/** Who comes without a token. */
	public static final String ANONYMOUS = "";

	private final DatabasePaths paths;

	private final Runnable onChange;

	private final Set<Denial> denials = ConcurrentHashMap.newKeySet();

	/**
	 * Makes rules that allow everything.
	 * @param paths the database
	 * @param onChange told after each change
	 */
	public AccessRules(DatabasePaths paths, Runnable onChange) {
		this.paths = paths;
		this.onChange = onChange;
	}

	private record Denial(String user, String path, Right right) {
	}

	/**
	 * Takes rights away.
	 * @param user who, or {@link #ANYBODY}
	 * @param path where, in any form
	 * @param rights what
	 */
	public void deny(String user, String path, Right... rights) {
		String absolute = this.paths.absolute(path);
		for (Right right : rights) {
			this.denials.add(new Denial(user, absolute, right));
		}
		this.onChange.run();
	}

	/**
	 * Gives rights back that were denied to the same user on the same path.
	 * @param user who, or {@link #ANYBODY}
	 * @param path where, in any form
	 * @param rights what
	 */
	public void allow(String user, String path, Right... rights) {
		String absolute = this.paths.absolute(path);
		for (Right right : rights) {
			this.denials.remove(new Denial(user, absolute, right));
		}
		this.onChange.run();
	}

	/**
	 * Whether a user may do something.
	 * @param user who
	 * @param path where, absolute
	 * @param right what
	 * @return false when it is denied there or above
	 */
	public boolean allows(String user, String path, Right right) {
		if (this.denials.isEmpty()) {
			return true;
		}
		for (String place = path; !place.isEmpty(); place = DatabasePaths.parent(place)) {
			if (this.denials.contains(new Denial(user, place, right))
					|| this.denials.contains(new Denial(ANYBODY, place, right))) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Refuses who may not use the database.
	 * @param user who
	 * @throws RejectedException with {@code UNAUTHORIZED}
	 */
	public void requireConnect(String user) {
		require(user, this.paths.database(), Right.CONNECT);
	}

	/**
	 * Refuses who may not do something.
	 * @param user who
	 * @param path where, absolute
	 * @param right what
	 * @throws RejectedException with {@code UNAUTHORIZED}
	 */
	public void require(String user, String path, Right right) {
		if (!allows(user, path, right)) {
			throw new RejectedException(IssueCode.ACCESS_DENIED,
					"User '" + user + "' has no right to " + right + " on " + path);
		}
	}

}
