package io.ydbtopic.client.internal.keyed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

import io.ydbtopic.client.BufferFull;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.client.admin.TopicDescription;
import io.ydbtopic.client.error.MessageDroppedException;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A keyed writer whose full buffer drops the oldest messages that were never sent. */
class KeyedDropOldestTest {

	private static final int KEYS = 8;

	private static final int BUFFER = 4096;

	private final FakeTopicServer server = new FakeTopicServer(4);

	private final KeyedHarness harness = new KeyedHarness(3, this.server,
			(common) -> common.bufferMaxBytes(BUFFER).bufferFull(BufferFull.DROP_OLDEST), UnaryOperator.identity());

	private List<CompletableFuture<WriteAck>> write(int rounds) {
		List<CompletableFuture<WriteAck>> acks = new ArrayList<>();
		for (int i = 0; i < rounds * KEYS; i++) {
			acks.add(this.harness.write("key-" + i % KEYS));
		}
		this.harness.runtime.settle();
		return acks;
	}

	private static int dropped(List<CompletableFuture<WriteAck>> acks) {
		return (int) acks.stream().filter(CompletableFuture::isCompletedExceptionally).count();
	}

	private void assertOldestDropped(List<CompletableFuture<WriteAck>> acks) {
		int count = dropped(acks);
		assertThat(count).isPositive().isLessThan(acks.size());
		assertThat(acks.subList(0, count)).as("the oldest of all")
			.allSatisfy((ack) -> assertThatThrownBy(ack::join).hasCauseInstanceOf(MessageDroppedException.class)
				.hasMessageContaining("never sent"));
		assertThat(this.harness.writer.counters().messagesFailed()).isEqualTo(count);
	}

	/** The rest is stored, once; numbers within a key grow. */
	private void assertRestStoredInOrder(int expected) {
		this.harness.runtime.advance(Duration.ofMinutes(1));
		assertThat(this.server.texts()).hasSize(expected).doesNotHaveDuplicates();
		Map<String, Integer> last = new HashMap<>();
		for (String text : this.server.texts()) {
			int colon = text.lastIndexOf(':');
			int number = Integer.parseInt(text.substring(colon + 1));
			Integer before = last.put(text.substring(0, colon), number);
			assertThat(before == null || before < number).as(text).isTrue();
		}
		assertThat(this.harness.close(Duration.ofSeconds(1)).isClean()).isTrue();
	}

	@Test
	void theOldestOfAllPartitionsIsDroppedAndKeysKeepTheirOrder() {
		this.harness.connect();
		write(1);
		this.server.transport().calls().forEach((call) -> call.writable(false));
		List<CompletableFuture<WriteAck>> acks = write(10);
		assertOldestDropped(acks);
		this.server.transport().calls().forEach((call) -> call.writable(true));
		assertRestStoredInOrder(KEYS + acks.size() - dropped(acks));
	}

	@Test
	void messagesThatWaitForThePartitionsAreDroppedToo() {
		this.server.nextDescription = CompletableFuture
			.failedFuture(new TopicException("away", StatusCode.UNAVAILABLE, RetryVerdict.RETRY_FAST));
		this.harness.writer.start();
		List<CompletableFuture<WriteAck>> acks = write(10);
		assertOldestDropped(acks);
		this.server.nextDescription = null;
		assertRestStoredInOrder(acks.size() - dropped(acks));
	}

	@Test
	void whatMayBeStoredIsNotDroppedInASplitEither() {
		this.harness.connect();
		this.server.acknowledges = false;
		List<CompletableFuture<WriteAck>> sent = write(1);
		this.server.nextDescription = new CompletableFuture<>();
		this.server.active().forEach(this.server::split);
		this.harness.runtime.settle();
		List<CompletableFuture<WriteAck>> acks = write(10);
		assertThat(sent).as("stored, for all the writer knows").noneMatch(CompletableFuture::isCompletedExceptionally);
		assertOldestDropped(acks);
		this.server.acknowledges = true;
		CompletableFuture<TopicDescription> asked = this.server.nextDescription;
		this.server.nextDescription = null;
		asked.complete(this.server.description());
		assertRestStoredInOrder(KEYS + acks.size() - dropped(acks));
		assertThat(sent).allSatisfy((ack) -> assertThat(ack).isCompleted());
	}

}
