package io.ydbtopic.client.internal.runtime;

import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads that queues share: a task goes to one that is idle, else to a new one, and
 * waits only when there are as many as allowed. So there are about as many as have work
 * at once, and they stay warm. Each is named after the queue that it works for; renaming
 * is a call of the system, so it keeps the name until it works for somebody else.
 * Thread-safe.
 */
final class SharedThreads extends ThreadPoolExecutor {

	private static final long IDLE_SECONDS = 20;

	/**
	 * Threads of one kind.
	 * @param most as many as there may be at once
	 * @param factory makes {@link Member members}
	 */
	SharedThreads(int most, ThreadFactory factory) {
		// One stays, so that a task that waits is never left alone.
		super(1, most, IDLE_SECONDS, TimeUnit.SECONDS, new HandedOver(), factory, SharedThreads::letWait);
	}

	/** All threads are at work: the task waits for one of them. */
	private static void letWait(Runnable task, ThreadPoolExecutor pool) {
		if (!pool.isShutdown()) {
			pool.getQueue().add(task);
			if (!pool.isShutdown() || !pool.remove(task)) {
				return;
			}
		}
		throw new RejectedExecutionException("shut down");
	}

	@Override
	protected void beforeExecute(Thread thread, Runnable task) {
		if (!(task instanceof ElasticThreads.Worker)) {
			name(thread, task);
		}
	}

	/** Names a thread after what it works for from now on. */
	static void name(Thread thread, Runnable task) {
		String name = thread.getName();
		if (task instanceof QueueLoop queue) {
			name = queue.toString();
		}
		else if (thread instanceof Member member) {
			name = member.ownName;
		}
		if (!thread.getName().equals(name)) {
			thread.setName(name);
		}
	}

	/** A thread that remembers the name that it was made with. */
	static final class Member extends Thread {

		private final String ownName;

		Member(Runnable task, String name) {
			super(task, name);
			this.ownName = name;
		}

	}

	/** Offers to threads that wait alone; what is added stays until one is free. */
	private static final class HandedOver extends LinkedTransferQueue<Runnable> {

		private static final long serialVersionUID = 1L;

		@Override
		public boolean offer(Runnable task) {
			return tryTransfer(task);
		}

		@Override
		public boolean add(Runnable task) {
			return super.offer(task);
		}

	}

}
