package io.ydbtopic.client.internal.write;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.WriterCloseReport;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.stream.StreamOptions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Rule 7: an error or a hang while closing a dead connection never stops the loop. */
class HangingCloseTest {

	@Test
	void aCancelThatThrowsDoesNotStopTheLoop() {
		WriterHarness harness = new WriterHarness(1, (settings) -> settings.handshakeTimeout(Duration.ofSeconds(1)));
		harness.server.answersHandshake = false;
		harness.writer.start();
		harness.runtime.advance(Duration.ofMillis(500));
		harness.server.transport().last().onCancel(() -> {
			throw new IllegalStateException("the transport is broken");
		});
		harness.server.answersHandshake = true;
		harness.runtime.advance(Duration.ofSeconds(2));
		assertThat(harness.server.transport().calls()).hasSize(2);
		assertThat(harness.writer.ready()).isCompleted();
	}

	@Test
	void aServerThatNeverEndsAHalfClosedCallIsCancelledAfterTheGrace() {
		WriterHarness harness = new WriterHarness(2).connect();
		var call = harness.server.transport().last();
		call.onHalfClose(() -> {
		});
		CompletableFuture<WriterCloseReport> closed = harness.writer.closeAsync(Duration.ofSeconds(5));
		harness.runtime.advance(StreamOptions.CLOSE_GRACE.minusMillis(1));
		assertThat(call.isHalfClosed()).isTrue();
		assertThat(call.isCancelled()).isFalse();
		assertThat(closed).isNotDone();
		harness.runtime.advance(Duration.ofMillis(1));
		assertThat(call.isCancelled()).isTrue();
		assertThat(closed).isCompleted();
	}

	@Test
	void aCancelledCallLooksLikeALostConnection() {
		WriterHarness harness = new WriterHarness(3).connect();
		harness.server.transport()
			.last()
			.end(new TopicException("cancelled by a channel that went away", StatusCode.TRANSPORT_CANCELLED,
					RetryVerdict.RETRY_FAST));
		var acks = harness.write(0, 3);
		harness.runtime.advance(Duration.ofSeconds(1));
		assertThat(harness.server.transport().calls()).hasSize(2);
		assertThat(acks).allMatch((ack) -> ack.isDone() && !ack.isCompletedExceptionally());
	}

	@Test
	void aTransportThatCannotOpenIsTriedAgain() {
		WriterHarness harness = new WriterHarness(4);
		int[] tries = { 0 };
		harness.server.transport().onOpen((call) -> {
			if (++tries[0] < 4) {
				call.end();
				throw new IllegalStateException("no channel");
			}
		});
		harness.writer.start();
		harness.runtime.advance(Duration.ofSeconds(10));
		assertThat(tries[0]).isEqualTo(4);
		assertThat(harness.server.transport().openCalls()).isEqualTo(1);
	}

}
