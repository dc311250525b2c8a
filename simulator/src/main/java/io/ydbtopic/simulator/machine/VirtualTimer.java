package io.ydbtopic.simulator.machine;

import org.jspecify.annotations.Nullable;

/**
 * A task that waits for its time. Those of the same time go in the order in which they
 * were set.
 */
public final class VirtualTimer implements Comparable<VirtualTimer> {

	private final String name;

	private final long at;

	private final long number;

	/** Where the task runs; null for outside of all queues. */
	private final @Nullable TaskQueue queue;

	private final Runnable task;

	private boolean cancelled;

	VirtualTimer(String name, long at, long number, @Nullable TaskQueue queue, Runnable task) {
		this.name = name;
		this.at = at;
		this.number = number;
		this.queue = queue;
		this.task = task;
	}

	long at() {
		return this.at;
	}

	/**
	 * Takes the task back; harmless when it has run.
	 */
	public void cancel() {
		this.cancelled = true;
	}

	void fire() {
		if (this.queue == null) {
			this.task.run();
		}
		else if (!this.cancelled) {
			this.queue.execute(() -> {
				if (!this.cancelled) {
					this.task.run();
				}
			});
		}
	}

	@Override
	public int compareTo(VirtualTimer other) {
		int byTime = Long.compare(this.at, other.at);
		return (byTime != 0) ? byTime : Long.compare(this.number, other.number);
	}

	@Override
	public boolean equals(Object other) {
		return this == other;
	}

	@Override
	public int hashCode() {
		return Long.hashCode(this.number);
	}

	@Override
	public String toString() {
		return this.name;
	}

}
