package io.ydbtopic.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Tells on standard error, once a second at most, how far long work is. Confined to the
 * thread that works.
 */
final class Progress {

	private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final PrintWriter err;

	private final String what;

	private final boolean shown;

	private final LongSupplier nanoTime;

	private final long begun;

	private long lastTold;

	private boolean told;

	Progress(Terminal terminal, String what, boolean wanted) {
		this(terminal.err(), what, wanted || terminal.interactive(), System::nanoTime);
	}

	Progress(PrintWriter err, String what, boolean shown, LongSupplier nanoTime) {
		this.err = err;
		this.what = what;
		this.shown = shown;
		this.nanoTime = nanoTime;
		this.begun = nanoTime.getAsLong();
		this.lastTold = this.begun;
	}

	/** So many are done by now. */
	void at(long count) {
		if (!this.shown) {
			return;
		}
		long now = this.nanoTime.getAsLong();
		if (now - this.lastTold >= INTERVAL_NANOS) {
			this.lastTold = now;
			this.told = true;
			this.err.print("\r" + line(count, now));
			this.err.flush();
		}
	}

	/** All is done. */
	void end(long count) {
		if (this.shown) {
			this.err.println((this.told ? "\r" : "") + line(count, this.nanoTime.getAsLong()));
			this.err.flush();
		}
	}

	private String line(long count, long now) {
		double seconds = Math.max(1, now - this.begun) / 1e9;
		return String.format(Locale.ROOT, "%,d %s in %.1f s, %,.0f/s", count, this.what, seconds, count / seconds);
	}

}
