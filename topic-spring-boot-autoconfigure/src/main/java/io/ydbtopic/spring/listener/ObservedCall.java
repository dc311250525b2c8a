package io.ydbtopic.spring.listener;

/**
 * One call of a listener in the eyes of an observer: from the listener through the error
 * handler to the recoverer, on whatever threads they run. Used by one thread at a time.
 */
public interface ObservedCall {

	/** Nobody looks. */
	ObservedCall NONE = new ObservedCall() {
	};

	/**
	 * What follows on this thread belongs to the call, until the scope is closed.
	 */
	default Scope enter() {
		return Scope.NONE;
	}

	/**
	 * The listener failed; the end is still to come.
	 */
	default void failed(Throwable failure) {
	}

	/**
	 * Nothing more follows. Called once.
	 */
	default void end() {
	}

	/** A part of a call on one thread. */
	@FunctionalInterface
	interface Scope extends AutoCloseable {

		/** Nothing to leave. */
		Scope NONE = () -> {
		};

		@Override
		void close();

	}

}
