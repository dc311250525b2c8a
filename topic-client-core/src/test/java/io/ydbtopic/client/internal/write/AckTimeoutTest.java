package io.ydbtopic.client.internal.write;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.WriteAck;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteResponse;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A session of the server that is stuck costs the connection, and an idle or slow one
 * does not.
 */
class AckTimeoutTest {

	private static final Duration TIMEOUT = Duration.ofMinutes(1);

	@Test
	void aSessionThatIsStuckIsReplacedAndNothingIsStoredTwice() {
		WriterHarness harness = new WriterHarness(1).connect();
		harness.server.acknowledges = false;
		var acks = harness.write(0, 3);
		harness.runtime.advance(TIMEOUT.minusMillis(1));
		assertThat(harness.server.transport().calls()).hasSize(1);
		assertThat(acks).noneMatch(CompletableFuture::isDone);

		harness.server.acknowledges = true;
		harness.runtime.advance(Duration.ofSeconds(1));

		assertThat(harness.server.transport().calls()).hasSize(2);
		assertThat(acks).allMatch((ack) -> ack.join().state() == WriteAck.State.ALREADY_WRITTEN);
		assertThat(harness.server.stored()).hasSize(3);
		assertThat(harness.writer.status().lastError()).hasMessageContaining("no ack within PT1M")
			.extracting("status")
			.isEqualTo(StatusCode.CLIENT_ACK_TIMEOUT);
	}

	@Test
	void aServerThatIsSlowAndGoesOnIsLeftAlone() {
		WriterHarness harness = new WriterHarness(2).connect();
		harness.server.acknowledges = false;
		var acks = harness.write(0, 10);
		for (int i = 0; i < 10; i++) {
			harness.runtime.advance(Duration.ofSeconds(50));
			acknowledge(harness, i);
		}
		harness.runtime.settle();
		assertThat(acks).allMatch(CompletableFuture::isDone);
		assertThat(harness.server.transport().calls()).hasSize(1);
	}

	private static void acknowledge(WriterHarness harness, int index) {
		WriteResponse.Builder response = WriteResponse.newBuilder();
		response.addAcksBuilder()
			.setSeqNo(harness.server.stored().get(index).getSeqNo())
			.getWrittenBuilder()
			.setOffset(index);
		harness.server.transport().last().reply(FakeWriteServer.ok().setWriteResponse(response).build());
	}

	@Test
	void anIdleStreamIsLeftAlone() {
		WriterHarness harness = new WriterHarness(3).connect();
		harness.write(0, 1);
		harness.runtime.advance(Duration.ofHours(1));
		assertThat(harness.server.transport().calls()).hasSize(1);
	}

	@Test
	void aTransportThatIsStillSendingGetsTenTimesAsLong() {
		WriterHarness harness = new WriterHarness(4).connect();
		harness.server.acknowledges = false;
		harness.write(0, 1);
		harness.runtime.settle();
		harness.server.transport().last().writable(false);
		harness.runtime.advance(TIMEOUT.multipliedBy(10).minusMillis(1));
		assertThat(harness.server.transport().calls()).hasSize(1);
		harness.runtime.advance(Duration.ofSeconds(1));
		assertThat(harness.server.transport().calls()).hasSize(2);
	}

	@Test
	void withoutALimitAWriterWaits() {
		WriterHarness harness = new WriterHarness(5, (settings) -> settings.ackTimeout(Duration.ZERO)).connect();
		harness.server.acknowledges = false;
		harness.write(0, 1);
		harness.runtime.advance(Duration.ofHours(1));
		assertThat(harness.server.transport().calls()).hasSize(1);
	}

	@Test
	void aConnectionThatIsOverIsNotWatchedAnyMore() {
		WriterHarness harness = new WriterHarness(6).connect();
		harness.server.acknowledges = false;
		harness.write(0, 1);
		harness.runtime.settle();
		harness.server.acknowledges = true;
		harness.server.transport().last().breakDown();
		harness.runtime.advance(Duration.ofHours(1));
		assertThat(harness.server.transport().calls()).hasSize(2);
		assertThat(harness.writer.status().lastError()).extracting("status")
			.isNotEqualTo(StatusCode.CLIENT_ACK_TIMEOUT);
	}

}
