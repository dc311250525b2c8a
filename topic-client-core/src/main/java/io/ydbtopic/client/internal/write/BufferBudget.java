package io.ydbtopic.client.internal.write;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * The bytes that a writer may hold, and who waits for them. Taking is one compare-and-set
 * while there is room; the lock is for waiters alone, and the first to wait is the first
 * served. What is in use never exceeds the limit. Thread-safe.
 */
public final class BufferBudget {

	private final long limit;

	private final AtomicLong used = new AtomicLong();

	/**
	 * Guards {@link #waiters} and {@link #ended}; nothing is called out while it is held.
	 */
	private final ReentrantLock lock = new ReentrantLock();

	private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();

	/**
	 * Size of {@link #waiters}, readable without the lock; raised before a waiter looks
	 * for room.
	 */
	private volatile int waiting;

	/** Why nobody is served any more; null while the writer lives. */
	private @Nullable Throwable ended;

	public BufferBudget(long limit) {
		this.limit = limit;
	}

	/** Takes bytes if there is room and nobody waits. */
	boolean tryTake(long bytes) {
		if (this.waiting > 0) {
			return false;
		}
		return takeIfRoom(bytes);
	}

	private boolean takeIfRoom(long bytes) {
		long now;
		do {
			now = this.used.get();
			if (now + bytes > this.limit) {
				return false;
			}
		}
		while (!this.used.compareAndSet(now, now + bytes));
		return true;
	}

	/**
	 * Queues for bytes.
	 * @return done when they are taken; whoever gives up calls {@link #cancel}
	 */
	CompletableFuture<Void> take(long bytes) {
		Waiter waiter = new Waiter(bytes);
		this.lock.lock();
		try {
			if (this.ended != null) {
				waiter.completeExceptionally(this.ended);
				return waiter;
			}
			this.waiters.add(waiter);
			this.waiting = this.waiters.size();
		}
		finally {
			this.lock.unlock();
		}
		serve();
		return waiter;
	}

	/**
	 * Gives up the place in the queue.
	 * @return whether the bytes had not been taken yet; if false they have, and are the
	 * caller's to use or to give back
	 */
	boolean cancel(CompletableFuture<Void> waiter) {
		this.lock.lock();
		try {
			boolean removed = this.waiters.removeIf((waiting) -> waiting == waiter);
			this.waiting = this.waiters.size();
			return removed;
		}
		finally {
			this.lock.unlock();
			serve();
		}
	}

	/** Gives bytes back. */
	void release(long bytes) {
		long now = this.used.addAndGet(-bytes);
		if (now < 0) {
			throw new IllegalStateException("buffer: " + now + " bytes in use after giving back " + bytes);
		}
		if (this.waiting > 0) {
			serve();
		}
	}

	private void serve() {
		ArrayDeque<Waiter> served = new ArrayDeque<>();
		this.lock.lock();
		try {
			Waiter first = this.waiters.peek();
			while (first != null && takeIfRoom(first.bytes)) {
				served.add(first);
				this.waiters.remove();
				first = this.waiters.peek();
			}
			this.waiting = this.waiters.size();
		}
		finally {
			this.lock.unlock();
		}
		served.forEach((waiter) -> waiter.complete(null));
	}

	/** Fails all who wait and will wait. */
	void end(Throwable cause) {
		ArrayDeque<Waiter> left;
		this.lock.lock();
		try {
			this.ended = cause;
			left = new ArrayDeque<>(this.waiters);
			this.waiters.clear();
			this.waiting = 0;
		}
		finally {
			this.lock.unlock();
		}
		left.forEach((waiter) -> waiter.completeExceptionally(cause));
	}

	/** Whether somebody waits for bytes. */
	public boolean isAwaited() {
		return this.waiting > 0;
	}

	long used() {
		return this.used.get();
	}

	long limit() {
		return this.limit;
	}

	/** Somebody who waits for bytes. Nothing but a thread's wake-up hangs on it. */
	private static final class Waiter extends CompletableFuture<Void> {

		private final long bytes;

		Waiter(long bytes) {
			this.bytes = bytes;
		}

	}

}
