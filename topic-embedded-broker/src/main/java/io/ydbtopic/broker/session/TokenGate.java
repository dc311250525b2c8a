package io.ydbtopic.broker.session;

/**
 * Decides on tokens.
 */
public interface TokenGate {

	/** What clients are told when they come without a token. */
	String MISSING_TEXT = "A token is required";

	/** What clients are told when nobody can say whether their token is good. */
	String UNKNOWN_TEXT = "Tokens can't be checked for the moment (try again later)";

	/** What there is to say about a token. */
	enum Verdict {

		/** Calls with it are let in. */
		GOOD,
		/** There is none, and one is required. */
		MISSING,
		/** It is not, or no longer, valid. */
		BAD,
		/** Nobody can say it for the moment. */
		UNKNOWN

	}

	/**
	 * Looks at a token.
	 * @param token the token; empty for none
	 * @return whether calls with it are let in
	 */
	Verdict check(String token);

	/**
	 * Whether calls need a token.
	 * @return false when anybody is let in
	 */
	boolean required();

	/**
	 * Who calls with a token.
	 * @param token the token; empty for none
	 * @return the user who got it by a login, the token itself when it is good without
	 * one, and empty for none
	 */
	String user(String token);

}
