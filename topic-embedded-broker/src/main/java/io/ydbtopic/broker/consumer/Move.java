package io.ydbtopic.broker.consumer;

/**
 * A decision of the balance. Immutable.
 *
 * @param <S> the kind of session
 */
public sealed interface Move<S> {

	/**
	 * The session it is about.
	 * @return the session
	 */
	S session();

	/**
	 * The partition it is about.
	 * @return the partition's id
	 */
	long partition();

	/**
	 * The session gets a partition that nobody has.
	 *
	 * @param <S> the kind of session
	 * @param session who
	 * @param partition what
	 */
	record Assign<S>(S session, long partition) implements Move<S> {
	}

	/**
	 * The session is asked to give a partition back.
	 *
	 * @param <S> the kind of session
	 * @param session who
	 * @param partition what
	 */
	record Release<S>(S session, long partition) implements Move<S> {
	}

}
