package io.ydbtopic.client.internal.read;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.DeferredCommit;
import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.client.error.PartitionSessionEndedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Commits by message, batch, range and collector, in any order; few requests. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@ExtendWith(CreditInvariant.class)
class CommitFormsTest {

	private final ReaderHarness harness = ReaderHarness.reader(1);

	@Test
	void aThousandPartitionsShareARequestAndAdjacentRangesMerge() {
		DeferredCommit deferred = new DeferredCommit();
		List<ReceivedMessage<String>> messages = new ArrayList<>();
		for (int partition = 0; partition < 1000; partition++) {
			this.harness.server.start(partition + 1, partition, 0);
			this.harness.server.data(partition + 1, 0, 5);
		}
		for (int partition = 0; partition < 1000; partition++) {
			messages.addAll(this.harness.take().messages());
		}
		Collections.shuffle(messages, new Random(3));
		messages.forEach(deferred::add);
		assertThat(deferred.isEmpty()).isFalse();
		CompletableFuture<Void> done = deferred.commit();
		assertThat(deferred.isEmpty()).isTrue();
		this.harness.settle();
		assertThat(done).isCompleted();
		assertThat(this.harness.server.commitRequests()).isEqualTo(1);
		assertThat(this.harness.server.commits()).hasSize(1000).allMatch((commit) -> commit.endsWith(":0-5"));
		assertThat(this.harness.reader.counters().commitsSent()).isEqualTo(1);
	}

	@Test
	void aCollectorTakesBatchesAndBeginsAnewAfterItsCommit() {
		DeferredCommit deferred = new DeferredCommit();
		this.harness.server.start(1, 0, 0);
		this.harness.server.data(1, 0, 2);
		deferred.add(this.harness.take());
		deferred.commit();
		this.harness.settle();
		assertThat(deferred.commit()).as("nothing to commit").isCompleted();
		assertThat(this.harness.server.commits()).containsExactly("1:0-2");
	}

	@Test
	void aCollectorCommitsTheOthersWhenASessionIsOver() {
		DeferredCommit deferred = new DeferredCommit();
		this.harness.server.start(1, 0, 0);
		this.harness.server.start(2, 1, 0);
		this.harness.server.data(1, 0, 1);
		deferred.add(this.harness.take());
		this.harness.server.data(2, 0, 1);
		deferred.add(this.harness.take());
		this.harness.server.stop(1, false, 0);
		this.harness.settle();
		CompletableFuture<Void> done = deferred.commit();
		this.harness.settle();
		assertThatThrownBy(() -> done.getNow(null)).hasCauseInstanceOf(PartitionSessionEndedException.class);
		assertThat(this.harness.server.commits()).containsExactly("2:0-1");
	}

	@Test
	void aRangeCommitsEverythingBeforeItsEnd() {
		this.harness.server.start(1, 0, 7);
		this.harness.server.data(1, 20, 3);
		MessageBatch<String> batch = this.harness.take();
		CompletableFuture<Void> commit = batch.session().commitUpTo(22);
		this.harness.settle();
		assertThat(commit).isCompleted();
		assertThat(this.harness.server.commits()).as("the gap before the first message too").containsExactly("1:7-22");
		assertThat(batch.session().commitUpTo(22)).as("at or below what is committed").isCompleted();
		assertThat(batch.session().commitUpTo(3)).isCompleted();
		batch.messages().get(2).commit();
		this.harness.settle();
		assertThat(this.harness.server.commits()).endsWith("1:22-23");
	}

	@Test
	void aRangeNeverPassesWhatWasHandedOut() {
		this.harness.server.start(1, 0, 0);
		this.harness.server.data(1, 0, 3);
		MessageBatch<String> batch = this.harness.take();
		CompletableFuture<Void> commit = batch.session().commitUpTo(4);
		this.harness.settle();
		assertThatThrownBy(() -> commit.getNow(null)).hasCauseInstanceOf(IllegalArgumentException.class)
			.hasMessageContaining("commit up to offset 4 (expected: at most 3");
		assertThat(this.harness.server.commits()).isEmpty();
		CompletableFuture<Void> closed = this.harness.reader.closeAsync(Duration.ofSeconds(5));
		this.harness.settle();
		assertThat(closed).as("nothing is pending").isCompleted();
	}

}
