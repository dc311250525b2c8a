package io.ydbtopic.client.internal.write;

import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A flush is done when all messages before it have their end, also where places wrap
 * around.
 */
class FlushQueueTest {

	private final FlushQueue flushes = new FlushQueue();

	@Test
	void aFlushIsDoneOnceTheOldestMessageIsBehindIt() {
		CompletableFuture<Void> flush = this.flushes.add(7);
		this.flushes.complete(7);
		assertThat(flush).isNotDone();
		this.flushes.complete(8);
		assertThat(flush).isCompleted();
	}

	@Test
	void placesThatWrapAroundKeepTheirOrder() {
		CompletableFuture<Void> before = this.flushes.add(Integer.MAX_VALUE);
		CompletableFuture<Void> after = this.flushes.add(Integer.MIN_VALUE + 5);
		this.flushes.complete(Integer.MAX_VALUE - 1);
		assertThat(before).isNotDone();
		this.flushes.complete(Integer.MIN_VALUE);
		assertThat(before).isCompleted();
		assertThat(after).isNotDone();
		this.flushes.complete(Integer.MIN_VALUE + 6);
		assertThat(after).isCompleted();
	}

	@Test
	void withoutAMessageAllFlushesAreDone() {
		CompletableFuture<Void> first = this.flushes.add(1);
		CompletableFuture<Void> second = this.flushes.add(Integer.MAX_VALUE);
		this.flushes.completeAll();
		assertThat(first).isCompleted();
		assertThat(second).isCompleted();
		assertThat(this.flushes.isEmpty()).isTrue();
	}

}
