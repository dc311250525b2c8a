package io.ydbtopic.client.internal.write;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicClosedException;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.observe.StreamState;
import io.ydbtopic.proto.common.StatusIds;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Rule 5: a connection's first error means reconnect; the reconnector's fatal one means
 * the end.
 */
class TwoErrorSignalsTest {

	@Test
	void aRetriableErrorIsNotSeenByTheApplication() {
		WriterHarness harness = new WriterHarness(1).connect();
		harness.server.transport().last().reply(FakeWriteServer.error(StatusIds.StatusCode.UNAVAILABLE, "moved"));
		var acks = harness.write(0, 3);
		harness.runtime.advance(Duration.ofSeconds(1));
		assertThat(acks).allMatch((ack) -> ack.isDone() && !ack.isCompletedExceptionally());
		assertThat(harness.writer.status().state()).isEqualTo(StreamState.CONNECTED);
		assertThat(harness.writer.status().reconnects()).isEqualTo(1);
		assertThat(harness.writer.status().lastError()).hasMessageContaining("moved");
	}

	@Test
	void aFatalErrorReachesEveryWaiterAndEveryLaterCallWithItsCause() {
		WriterHarness harness = new WriterHarness(2, (settings) -> settings.bufferMaxBytes(1024)).connect();
		harness.server.acknowledges = false;
		var pending = harness.writer.write(OutgoingMessage.of("x".repeat(700)));
		CompletableFuture<Void> flush = harness.writer.flush();
		harness.runtime.settle();
		assertThat(harness.writer.tryWrite(OutgoingMessage.of("y".repeat(700)))).isNull();
		harness.server.transport().last().reply(FakeWriteServer.error(StatusIds.StatusCode.BAD_REQUEST, "nonsense"));
		harness.runtime.advance(Duration.ofSeconds(1));
		for (CompletableFuture<?> waiter : new CompletableFuture<?>[] { pending, flush }) {
			assertThat(waiter).isDone();
			assertThatThrownBy(waiter::join).cause()
				.isInstanceOfSatisfying(TopicException.class,
						(error) -> assertThat(error.status()).isEqualTo(StatusCode.BAD_REQUEST))
				.hasMessageContaining("nonsense");
		}
		assertThatThrownBy(() -> harness.writer.write(OutgoingMessage.of("late")))
			.isInstanceOf(TopicClosedException.class)
			.hasMessageContaining("nonsense")
			.hasCauseInstanceOf(TopicException.class);
		assertThatThrownBy(() -> harness.writer.flush(Duration.ofSeconds(1))).hasMessageContaining("nonsense");
		assertThat(harness.writer.status().state()).isEqualTo(StreamState.FAILED);
		assertThat(harness.server.transport().openCalls()).isZero();
		assertThat(harness.server.transport().calls()).hasSize(1);
	}

	@Test
	void aFatalErrorBeforeTheFirstConnectionFailsReady() {
		WriterHarness harness = new WriterHarness(3);
		harness.server.transport()
			.onOpen((call) -> call.onMessage((message) -> call
				.reply(FakeWriteServer.error(StatusIds.StatusCode.SCHEME_ERROR, "no such topic"))));
		harness.connect();
		assertThat(harness.writer.ready().toCompletableFuture()).isDone();
		assertThatThrownBy(() -> harness.writer.ready().join()).hasMessageContaining("no such topic");
	}

	@Test
	void laterErrorsOfAConnectionAreKeptAsSuppressedAndChangeNothing() {
		WriterHarness harness = new WriterHarness(4).connect();
		var call = harness.server.transport().last();
		call.reply(FakeWriteServer.error(StatusIds.StatusCode.UNAVAILABLE, "first"));
		call.reply(FakeWriteServer.error(StatusIds.StatusCode.BAD_REQUEST, "second"));
		call.breakDown();
		harness.runtime.advance(Duration.ofSeconds(1));
		assertThat(harness.writer.status().state()).isEqualTo(StreamState.CONNECTED);
		assertThat(harness.writer.status().reconnects()).isEqualTo(1);
		assertThat(harness.writer.status().lastError()).hasMessageContaining("first");
	}

	@Test
	void statusEventsComeInOrderAndTellTheCause() {
		WriterHarness harness = new WriterHarness(5).connect();
		harness.server.transport().last().breakDown();
		harness.runtime.advance(Duration.ofSeconds(1));
		harness.writer.close();
		assertThat(harness.events.stream().map((event) -> event.state())).containsExactly(StreamState.CONNECTED,
				StreamState.RECONNECTING, StreamState.CONNECTED, StreamState.CLOSED);
		assertThat(harness.events.get(1).lastError()).hasMessageContaining("connection reset");
		assertThat(harness.events.get(1).attempt()).isEqualTo(1);
		assertThat(harness.events.get(2).attempt()).isZero();
	}

	@Test
	void attemptsMayBeLimited() {
		WriterHarness harness = new WriterHarness(6,
				(settings) -> settings.retry(settings.build().retry().toBuilder().maxAttempts(5).build()));
		harness.server.away = true;
		harness.writer.start();
		harness.runtime.advance(Duration.ofMinutes(1));
		assertThat(harness.server.transport().calls()).hasSize(5);
		assertThat(harness.writer.status().state()).isEqualTo(StreamState.FAILED);
	}

}
