package io.ydbtopic.spring.listener;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import io.ydbtopic.client.PartitionSession;

/**
 * Looks now and then for sessions that ended while something is waited for: as long as a
 * batch is in hand the client can't tell, and nobody may wait for what will never count.
 * One timer for all, and only while something is waited for. Thread-safe.
 */
final class SessionWatch {

	/** How late the end of a session is noticed at most. */
	private static final Duration INTERVAL = Duration.ofSeconds(1);

	private final ListenerRuntime runtime;

	private final String listenerId;

	private final Set<Watched> waiting = ConcurrentHashMap.newKeySet();

	private final AtomicBoolean scheduled = new AtomicBoolean();

	SessionWatch(ListenerRuntime runtime, String listenerId) {
		this.runtime = runtime;
		this.listenerId = listenerId;
	}

	/** Calls an action if the session ends before the stage is done. */
	void until(CompletableFuture<?> stage, PartitionSession session, Runnable whenOver) {
		if (stage.isDone()) {
			return;
		}
		Watched watched = new Watched(session, whenOver);
		this.waiting.add(watched);
		stage.whenComplete((done, error) -> this.waiting.remove(watched));
		schedule();
	}

	private void schedule() {
		if (this.scheduled.compareAndSet(false, true)) {
			this.runtime.schedule("sessions of listener " + this.listenerId, INTERVAL, this::look);
		}
	}

	private void look() {
		this.waiting.forEach((watched) -> {
			if (!watched.session.isActive()) {
				watched.whenOver.run();
			}
		});
		this.scheduled.set(false);
		if (!this.waiting.isEmpty()) {
			schedule();
		}
	}

	private static final class Watched {

		private final PartitionSession session;

		private final Runnable whenOver;

		Watched(PartitionSession session, Runnable whenOver) {
			this.session = session;
			this.whenOver = whenOver;
		}

	}

}
