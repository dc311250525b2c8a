package io.ydbtopic.client.internal.write;

import java.time.Duration;

import io.ydbtopic.client.observe.StreamState;
import io.ydbtopic.proto.common.StatusIds;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromClient.ClientMessageCase;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Rule 2: nobody but the loop sees a connection whose handshake has not succeeded. */
class PublishedWhenReadyTest {

	@Test
	void nothingIsSentBeforeTheHandshakeIsAnswered() {
		WriterHarness harness = new WriterHarness(1);
		harness.server.answersHandshake = false;
		harness.writer.start();
		harness.write(0, 10);
		harness.runtime.advance(Duration.ofSeconds(1));
		assertThat(harness.server.transport().last().received()).hasSize(1)
			.allMatch((message) -> message.getClientMessageCase() == ClientMessageCase.INIT_REQUEST);
		assertThat(harness.writer.status().state()).isEqualTo(StreamState.CONNECTING);
		assertThat(harness.writer.ready()).isNotDone();
	}

	@Test
	void nothingIsSentOnAConnectionThatHasFailed() {
		WriterHarness harness = new WriterHarness(2).connect();
		var dead = harness.server.transport().last();
		dead.reply(FakeWriteServer.error(StatusIds.StatusCode.UNAVAILABLE, "moved"));
		harness.runtime.settle();
		int before = dead.received().size();
		harness.write(0, 10);
		harness.runtime.settle();
		assertThat(dead.received()).hasSize(before);
	}

	@Test
	void anAnswerThatIsNoHandshakeCostsTheConnection() {
		WriterHarness harness = new WriterHarness(3);
		harness.server.transport()
			.onOpen((call) -> call.onMessage((message) -> call.reply(FakeWriteServer.ok().build())));
		harness.writer.start();
		harness.runtime.advance(Duration.ofSeconds(2));
		assertThat(harness.writer.status().lastError()).hasMessageContaining("not an init response");
		assertThat(harness.server.transport().openCalls()).isLessThanOrEqualTo(1);
		assertThat(harness.server.transport().calls()).hasSizeGreaterThan(1);
	}

}
