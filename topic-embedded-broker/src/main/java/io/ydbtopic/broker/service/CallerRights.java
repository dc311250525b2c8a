package io.ydbtopic.broker.service;

import io.ydbtopic.broker.access.AccessRules;
import io.ydbtopic.broker.access.Right;
import io.ydbtopic.broker.error.IssueCode;
import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.session.TokenGate;
import io.ydbtopic.broker.topic.DatabasePaths;
import io.ydbtopic.proto.common.StatusIds.StatusCode;

/**
 * What the caller of the current call may do. Safe for use by many threads.
 */
public final class CallerRights {

	private final TokenGate tokens;

	private final AccessRules access;

	private final DatabasePaths paths;

	/**
	 * Looks at the calls of a broker.
	 * @param tokens who calls
	 * @param access what users may not do
	 * @param paths the database
	 */
	public CallerRights(TokenGate tokens, AccessRules access, DatabasePaths paths) {
		this.tokens = tokens;
		this.access = access;
		this.paths = paths;
	}

	private String user() {
		return this.tokens.user(CallGate.TOKEN.get());
	}

	/**
	 * Refuses, with UNAUTHORIZED, who may not do something.
	 * @param path where, in any form
	 * @param right what
	 */
	public void require(String path, Right right) {
		this.access.requireConnect(user());
		this.access.require(user(), this.paths.absolute(path), right);
	}

	/**
	 * Refuses who has none of some rights. The status is that of a path that is not
	 * there.
	 */
	void requireToSee(String path, Right... anyOf) {
		this.access.requireConnect(user());
		String absolute = this.paths.absolute(path);
		for (Right right : anyOf) {
			if (this.access.allows(user(), absolute, right)) {
				return;
			}
		}
		throw new RejectedException(StatusCode.SCHEME_ERROR, IssueCode.ACCESS_DENIED.number(),
				"Path " + absolute + " does not exist or user '" + user() + "' has no right to " + anyOf[0] + " on it");
	}

}
