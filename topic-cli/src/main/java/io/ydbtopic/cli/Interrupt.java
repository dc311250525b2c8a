package io.ydbtopic.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C: tells the command to stop and gives it time to bring home what it has in hands.
 * Thread-safe.
 */
final class Interrupt {

	/** More than any command needs to flush and close. */
	private static final long PATIENCE_SECONDS = 40;

	private final CountDownLatch finished = new CountDownLatch(1);

	private volatile boolean raised;

	private @Nullable Runnable action;

	/** Whether the command has to stop. */
	boolean isRaised() {
		return this.raised;
	}

	/**
	 * What to do at once when it is raised, for a command whose thread waits for input.
	 */
	synchronized void whenRaised(@Nullable Runnable task) {
		this.action = task;
		if (this.raised && task != null) {
			task.run();
		}
	}

	/** Raises it. */
	void raise() {
		Runnable task;
		synchronized (this) {
			if (this.raised) {
				return;
			}
			this.raised = true;
			task = this.action;
		}
		if (task != null) {
			task.run();
		}
	}

	/** The command is done, and the program ends by itself. */
	void finished() {
		this.finished.countDown();
	}

	/** Raises it and waits for the command; for the shutdown hook. */
	void raiseAndWait() {
		if (this.finished.getCount() == 0) {
			return;
		}
		raise();
		try {
			if (!this.finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
				System.err.println("topic: not stopped within " + PATIENCE_SECONDS + " s");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
