package io.ydbtopic.broker.session;

/**
 * Decides whether a token is good. Safe for use by many threads.
 */
@FunctionalInterface
public interface TokenGate {

	/**
	 * Whether calls with this token are let in.
	 * @param token the token; empty for none
	 * @return false to refuse
	 */
	boolean accepts(String token);

}
