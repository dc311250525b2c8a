package io.ydbtopic.client.internal.read;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.error.StatusCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A session of the server that confirms no commit any more costs the connection, and an
 * idle or slow one does not.
 */
@ExtendWith(CreditInvariant.class)
class CommitTimeoutTest {

	private static final Duration TIMEOUT = Duration.ofMinutes(1);

	private static CompletableFuture<Void> commit(ReaderHarness harness) {
		CompletableFuture<Void> commit = harness.take().commit();
		harness.settle();
		return commit;
	}

	private static int calls(ReaderHarness harness) {
		return harness.server.transport().calls().size();
	}

	@Test
	void aSessionThatIsStuckIsReplacedAndTheCommitIsAskedForAgain() {
		ReaderHarness harness = ReaderHarness.reader(1);
		harness.server.answersCommits = false;
		harness.server.start(1, 0, 0);
		harness.server.data(1, 0, 3);
		CompletableFuture<Void> commit = commit(harness);
		harness.runtime.advance(TIMEOUT.minusMillis(1));
		assertThat(calls(harness)).isEqualTo(1);
		assertThat(commit).isNotDone();

		harness.runtime.advance(Duration.ofSeconds(1));

		assertThat(calls(harness)).isEqualTo(2);
		assertThat(harness.reader.status().lastError())
			.hasMessageContaining("partition 0 confirmed within PT1M though one was asked for")
			.extracting("status")
			.isEqualTo(StatusCode.CLIENT_ACK_TIMEOUT);
		harness.server.answersCommits = true;
		harness.server.start(1, 0, 0);
		harness.settle();
		assertThat(commit).isCompletedWithValue(null);
		assertThat(harness.server.commits()).containsExactly("1:0-3", "1:0-3");
	}

	@Test
	void aPartitionIsStuckAlsoWhileOthersAreNot() {
		ReaderHarness harness = ReaderHarness.reader(2);
		harness.server.start(1, 0, 0);
		harness.server.start(2, 1, 0);
		harness.server.data(1, 0, 1);
		harness.server.answersCommits = false;
		commit(harness);
		harness.server.answersCommits = true;
		for (int i = 0; i < 4 && calls(harness) == 1; i++) {
			harness.server.data(2, i, 1);
			assertThat(commit(harness)).isDone();
			harness.runtime.advance(TIMEOUT.dividedBy(2).plusMillis(50));
		}
		assertThat(calls(harness)).isEqualTo(2);
		assertThat(harness.reader.status().lastError()).hasMessageContaining("partition 0 confirmed within");
	}

	@Test
	void aServerThatIsSlowAndGoesOnIsLeftAlone() {
		ReaderHarness harness = ReaderHarness.reader(3);
		harness.server.start(1, 0, 0);
		for (int i = 0; i < 10; i++) {
			harness.server.answersCommits = false;
			harness.server.data(1, 2 * i, 1);
			CompletableFuture<Void> slow = commit(harness);
			harness.runtime.advance(Duration.ofSeconds(50));
			harness.server.answersCommits = true;
			harness.server.data(1, 2 * i + 1, 1);
			assertThat(commit(harness)).isDone();
			assertThat(slow).isDone();
		}
		assertThat(calls(harness)).isEqualTo(1);
	}

	@Test
	void whoCommitsNothingIsLeftAlone() {
		ReaderHarness harness = ReaderHarness.reader(4);
		harness.server.start(1, 0, 0);
		harness.server.data(1, 0, 2);
		MessageBatch<String> batch = harness.take();
		batch.messages().get(0).commit();
		harness.runtime.advance(Duration.ofHours(1));
		assertThat(calls(harness)).isEqualTo(1);
	}

	@Test
	void withoutALimitAReaderWaits() {
		ReaderHarness harness = ReaderHarness.reader(5, (settings) -> settings.commitTimeout(Duration.ZERO), false);
		harness.server.answersCommits = false;
		harness.server.start(1, 0, 0);
		harness.server.data(1, 0, 3);
		CompletableFuture<Void> commit = commit(harness);
		harness.runtime.advance(Duration.ofHours(1));
		assertThat(commit).isNotDone();
		assertThat(calls(harness)).isEqualTo(1);
	}

}
