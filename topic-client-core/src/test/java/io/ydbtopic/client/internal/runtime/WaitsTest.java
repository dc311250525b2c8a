package io.ydbtopic.client.internal.runtime;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicClosedException;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.error.WaitTimeoutException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WaitsTest {

	private final VirtualRuntime runtime = new VirtualRuntime(1);

	@Test
	void aFailureThatNobodyForesawIsAnInternalErrorAndNotAClose() {
		IOException disk = new IOException("disk");
		TopicException failure = Waits.asTopicException("the offsets can't be read",
				new CompletionException(new ExecutionException(disk)));
		assertThat(failure).isNotInstanceOf(TopicClosedException.class)
			.hasMessageContaining("the offsets can't be read")
			.hasCause(disk);
		assertThat(failure.status()).isEqualTo(StatusCode.CLIENT_INTERNAL);
		assertThat(Waits.failure(new CompletionException(disk))).isInstanceOf(TopicException.class).hasCause(disk);
	}

	@Test
	void aKnownFailureStaysItself() {
		TopicClosedException known = new TopicClosedException("closed");
		assertThat(Waits.asTopicException("what", new CompletionException(known))).isSameAs(known);
		IllegalStateException own = new IllegalStateException("own");
		assertThat(Waits.failure(new CompletionException(own))).isSameAs(own);
		assertThatThrownBy(() -> Waits.failure(new CompletionException(new AssertionError("bug"))))
			.isInstanceOf(AssertionError.class);
	}

	@Test
	void aWaitEndsAtItsDeadlineAndSaysForWhat() {
		assertThatThrownBy(
				() -> Waits.get(this.runtime, new CompletableFuture<>(), Duration.ofSeconds(3), () -> "the flush"))
			.isInstanceOf(WaitTimeoutException.class)
			.hasMessageContaining("the flush did not happen within PT3S");
	}

}
