package io.ydbtopic.client.internal.write;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

import io.ydbtopic.client.WriteAck;
import io.ydbtopic.client.auth.TokenProvider;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromServer;
import io.ydbtopic.proto.topic.UpdateTokenResponse;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Rule 8: the token is refreshed on the live stream by a timer. */
class TokenRefreshTest {

	private final AtomicInteger asked = new AtomicInteger();

	private WriterHarness harness(TokenProvider tokens, Duration interval) {
		return new WriterHarness(1, UnaryOperator.identity(), tokens, interval).connect();
	}

	@Test
	void anIdleStreamGetsEachNewToken() {
		WriterHarness harness = harness(() -> "token-" + this.asked.incrementAndGet(), Duration.ofMinutes(10));
		harness.runtime.advance(Duration.ofMinutes(35));
		assertThat(harness.server.tokens()).containsExactly("token-2", "token-3", "token-4");
	}

	@Test
	void aTokenThatHasNotChangedIsNotSent() {
		WriterHarness harness = harness(TokenProvider.fixed("same"), Duration.ofMinutes(10));
		harness.runtime.advance(Duration.ofHours(5));
		assertThat(harness.server.tokens()).isEmpty();
	}

	@Test
	void aTokenThatChangedSinceTheCallWasOpenedIsSentAtOnce() {
		WriterHarness harness = new WriterHarness(1, UnaryOperator.identity(), () -> "token-2", Duration.ofMinutes(10));
		harness.server.transport().token = "token-1";
		harness.connect();
		harness.runtime.settle();
		assertThat(harness.server.tokens()).containsExactly("token-2");
		harness.runtime.advance(Duration.ofHours(1));
		assertThat(harness.server.tokens()).as("and once").hasSize(1);
	}

	@Test
	void oneRequestIsInFlightAtMost() {
		WriterHarness harness = harness(() -> "token-" + this.asked.incrementAndGet(), Duration.ofMinutes(10));
		harness.server.confirmsTokens = false;
		harness.runtime.advance(Duration.ofHours(3));
		assertThat(harness.server.tokens()).hasSize(1);
	}

	@Test
	void withoutAnIntervalTheProviderIsNeverAsked() {
		WriterHarness harness = harness(() -> "token-" + this.asked.incrementAndGet(), Duration.ZERO);
		harness.runtime.advance(Duration.ofHours(100));
		assertThat(this.asked).hasValue(0);
	}

	@Test
	void aConfirmationOfNothingChangesNothing() {
		WriterHarness never = harness(() -> "token-" + this.asked.incrementAndGet(), Duration.ZERO);
		never.server.transport().last().reply(confirmation());
		never.runtime.advance(Duration.ofHours(1));
		assertThat(this.asked).hasValue(0);
		WriterHarness harness = harness(() -> "token-" + this.asked.incrementAndGet(), Duration.ofMinutes(10));
		for (int minute = 0; minute < 12; minute++) {
			harness.server.transport().last().reply(confirmation());
			harness.runtime.advance(Duration.ofMinutes(1));
		}
		assertThat(harness.server.tokens()).as("after ten minutes, as if nothing had come").hasSize(1);
	}

	private static FromServer confirmation() {
		return FakeWriteServer.ok().setUpdateTokenResponse(UpdateTokenResponse.getDefaultInstance()).build();
	}

	@Test
	void aFailingProviderIsAskedAgainAfterTheInterval() {
		WriterHarness harness = harness(() -> {
			int call = this.asked.incrementAndGet();
			if (call == 2 || call == 3) {
				throw new IllegalStateException("no token today");
			}
			return "token-" + call;
		}, Duration.ofMinutes(10));
		harness.runtime.advance(Duration.ofMinutes(31));
		assertThat(this.asked).hasValue(4);
		assertThat(harness.server.tokens()).containsExactly("token-4");
		assertThat(harness.server.transport().calls()).as("the stream lives on").hasSize(1);
	}

	@Test
	void theStreamGoesOnWhileTheProviderIsSlow() {
		AtomicReference<WriterHarness> writing = new AtomicReference<>();
		CompletableFuture<String> slow = new CompletableFuture<>();
		WriterHarness harness = harness(() -> {
			if (this.asked.incrementAndGet() == 1) {
				return "token-1";
			}
			try {
				return writing.get().runtime.await(slow, Duration.ofHours(1));
			}
			catch (InterruptedException | ExecutionException | TimeoutException ex) {
				throw new IllegalStateException(ex);
			}
		}, Duration.ofMinutes(10));
		writing.set(harness);
		AtomicReference<CompletableFuture<WriteAck>> ack = new AtomicReference<>();
		harness.runtime.schedule("write", Duration.ofMinutes(11), () -> ack.set(harness.write(0, 1).get(0)));
		harness.runtime.schedule("look", Duration.ofMinutes(12),
				() -> slow.complete(ack.get().isDone() ? "token-2" : "too late"));
		harness.runtime.advance(Duration.ofMinutes(15));
		assertThat(harness.server.tokens()).containsExactly("token-2");
	}

	@Test
	void theRefreshEndsWithItsStream() {
		WriterHarness harness = harness(() -> "token-" + this.asked.incrementAndGet(), Duration.ofMinutes(10));
		harness.writer.close();
		int before = this.asked.get();
		harness.runtime.advance(Duration.ofHours(10));
		assertThat(this.asked).hasValue(before);
		assertThat(harness.runtime.pendingTimers()).isEmpty();
	}

}
