package io.ydbtopic.client.internal.write;

import java.time.Duration;

import io.ydbtopic.proto.common.StatusIds;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Rule 3: first close, then judge, then wait. */
class CloseThenJudgeThenWaitTest {

	@Test
	void theDeadCallIsClosedBeforeTheBackoffRuns() {
		WriterHarness harness = new WriterHarness(1).connect();
		var dead = harness.server.transport().last();
		dead.reply(FakeWriteServer.error(StatusIds.StatusCode.OVERLOADED, "too much"));
		harness.runtime.settle();
		assertThat(dead.isCancelled()).isTrue();
		assertThat(harness.server.transport().calls()).as("the backoff has not run").hasSize(1);
		assertThat(harness.runtime.pendingTimers()).anyMatch((timer) -> timer.endsWith("backoff"));
	}

	@Test
	void nothingOfADeadConnectionReachesTheNextOne() {
		WriterHarness harness = new WriterHarness(2).connect();
		harness.server.acknowledges = false;
		var acks = harness.write(0, 2);
		harness.runtime.settle();
		var dead = harness.server.transport().last();
		dead.breakDown();
		harness.runtime.runUntil(() -> harness.server.transport().calls().size() == 2, Duration.ofSeconds(1));
		dead.reply(FakeWriteServer.error(StatusIds.StatusCode.BAD_REQUEST, "from the grave"));
		harness.server.acknowledges = true;
		harness.runtime.advance(Duration.ofSeconds(1));
		assertThat(harness.server.transport().last().isOpen()).isTrue();
		assertThat(acks).allMatch((ack) -> ack.isDone());
	}

}
