package io.ydbtopic.client.internal.read;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.StartPosition;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.StreamReadMessage.FromServer;
import io.ydbtopic.proto.topic.StreamReadMessage.ReadResponse;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A session's offsets only grow: what a server says again, or was not asked for, is
 * passed over, and disorder costs the connection.
 */
class OffsetsInOrderTest {

	@Test
	void whatComesAgainIsNotHandedOutAgain() {
		ReaderHarness harness = ReaderHarness.reader(1);
		harness.server.start(1, 1, 0);
		harness.server.data(1, 0, 5);
		harness.settle();
		assertThat(ReaderHarness.offsets(harness.take())).containsExactly(0L, 1L, 2L, 3L, 4L);
		harness.server.data(1, 3, 4);
		harness.settle();
		MessageBatch<String> batch = harness.take();
		assertThat(ReaderHarness.offsets(batch)).containsExactly(5L, 6L);
		CompletableFuture<Void> commit = batch.session().commitUpTo(7);
		harness.settle();
		assertThat(commit).isCompleted();
		assertThat(harness.server.commits()).containsExactly("1:0-7");
		harness.server.data(1, 0, 7);
		harness.settle();
		assertThat(harness.nothingComes()).isTrue();
	}

	@Test
	void nothingBeforeTheStartIsHandedOut() {
		ReaderHarness harness = ReaderHarness.reader(2, (settings) -> settings, true);
		harness.startHook = (session) -> CompletableFuture.completedFuture(StartPosition.readFrom(10));
		harness.server.start(1, 1, 0);
		harness.settle();
		harness.server.data(1, 8, 4);
		harness.settle();
		assertThat(ReaderHarness.offsets(harness.take())).containsExactly(10L, 11L);
	}

	@Test
	void whatIsBeingCommittedIsNotHandedOutAgainAfterALoss() {
		ReaderHarness harness = ReaderHarness.reader(3);
		harness.server.answersCommits = false;
		harness.server.start(1, 1, 0);
		harness.server.data(1, 0, 5);
		harness.settle();
		CompletableFuture<Void> commit = harness.take().commit();
		harness.settle();
		harness.server.transport().last().breakDown();
		harness.runtime.advance(Duration.ofSeconds(1));
		harness.server.answersCommits = true;
		harness.server.start(1, 1, 0);
		// A server that begins with what is committed, whatever it was asked for.
		harness.server.data(1, 0, 7);
		harness.settle();
		MessageBatch<String> batch = harness.take();
		assertThat(ReaderHarness.offsets(batch)).containsExactly(5L, 6L);
		batch.commit();
		harness.settle();
		assertThat(commit).isCompleted();
		assertThat(harness.server.commits()).containsExactly("1:0-5", "1:0-5", "1:5-7");
	}

	@Test
	void disorderCostsTheConnection() {
		ReaderHarness harness = ReaderHarness.reader(4);
		harness.server.start(1, 1, 0);
		harness.settle();
		ReadResponse.Builder response = ReadResponse.newBuilder().setBytesSize(100);
		ReadResponse.Batch.Builder batch = response.addPartitionDataBuilder()
			.setPartitionSessionId(1)
			.addBatchesBuilder()
			.setCodec(1);
		List.of(0L, 2L, 1L).forEach((offset) -> batch.addMessageDataBuilder().setOffset(offset));
		harness.server.transport()
			.last()
			.reply(FromServer.newBuilder().setStatus(StatusCode.SUCCESS).setReadResponse(response).build());
		harness.runtime.advance(Duration.ofSeconds(1));
		assertThat(harness.nothingComes()).isTrue();
		assertThat(harness.server.transport().calls()).hasSize(2);
		assertThat(harness.reader.status().lastError()).hasMessageContaining("session 1 are out of order");
	}

}
