package io.ydbtopic.broker.service;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.ydbtopic.broker.error.RejectedException;

/**
 * The unary calls that wait for something to be kept, so that they can be told when it
 * never will be. Safe for use by many threads.
 */
public final class OpenAnswers {

	private final Set<Open> open = ConcurrentHashMap.newKeySet();

	/**
	 * Makes an empty set.
	 */
	public OpenAnswers() {
	}

	/**
	 * Tells all that wait now.
	 * @param reason what they get
	 */
	public void failAll(RejectedException reason) {
		List.copyOf(this.open).forEach((each) -> {
			if (each.take()) {
				each.refuse.accept(reason);
			}
		});
	}

	/** To be called before the work begins whose end is waited for. */
	Open add(Consumer<RejectedException> refuse) {
		Open added = new Open(refuse);
		this.open.add(added);
		return added;
	}

	/** A call that waits. */
	final class Open {

		private final Consumer<RejectedException> refuse;

		private final AtomicBoolean taken = new AtomicBoolean();

		private Open(Consumer<RejectedException> refuse) {
			this.refuse = refuse;
		}

		/** True for the one who may answer. */
		boolean take() {
			OpenAnswers.this.open.remove(this);
			return this.taken.compareAndSet(false, true);
		}

	}

}
