package io.ydbtopic.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ProgressTest {

	private final StringWriter err = new StringWriter();

	private final AtomicLong now = new AtomicLong();

	@Test
	void itTellsOnceASecondAndAtTheEnd() {
		Progress progress = new Progress(new PrintWriter(this.err), "messages", true, this.now::get);
		for (int i = 1; i <= 25; i++) {
			this.now.addAndGet(TimeUnit.MILLISECONDS.toNanos(100));
			progress.at(i * 100L);
		}
		progress.end(2_500);
		assertThat(this.err.toString().split("\r")).containsExactly("", "1,000 messages in 1.0 s, 1,000/s",
				"2,000 messages in 2.0 s, 1,000/s", "2,500 messages in 2.5 s, 1,000/s" + System.lineSeparator());
	}

	@Test
	void itIsSilentWhenNobodyWatches() {
		Progress progress = new Progress(new PrintWriter(this.err), "messages", false, this.now::get);
		this.now.addAndGet(TimeUnit.SECONDS.toNanos(10));
		progress.at(1);
		progress.end(1);
		assertThat(this.err.toString()).isEmpty();
	}

}
