package io.ydbtopic.client.internal.keyed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import io.ydbtopic.client.KeyedMessage;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.client.admin.TopicDescription;
import io.ydbtopic.client.codec.Codecs;
import io.ydbtopic.client.error.MessageRejectedException;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Splits, seen from the writer. */
class KeyedSplitTest {

	private static final Duration LONG = KeyedHarness.LONG;

	static Stream<Long> seeds() {
		return LongStream.rangeClosed(1, 40).boxed();
	}

	@Test
	void whatTheParentHadNotStoredGoesToTheChildrenInOrder() {
		KeyedHarness harness = new KeyedHarness(1, new FakeTopicServer(1)).connect();
		harness.writeRound(20);
		harness.awaitAcks();
		harness.server.acknowledges = false;
		harness.writeRound(20);
		harness.writeRound(20);
		harness.runtime.settle();
		harness.writeRound(20);
		harness.server.split(0);
		harness.server.acknowledges = true;
		harness.writeRound(20);
		harness.awaitAcks();
		harness.assertStoredOnceInOrder();
		assertThat(harness.server.log().stream().map(FakeTopicServer.Stored::partition).distinct()).contains(0L, 1L,
				2L);
		assertThat(harness.close(Duration.ofSeconds(1)).isClean()).isTrue();
	}

	@Test
	void whatTheParentHadStoredIsAcknowledgedAndNotSentAgain() {
		KeyedHarness harness = new KeyedHarness(2, new FakeTopicServer(1)).connect();
		harness.write("a");
		harness.awaitAcks();
		harness.server.acknowledges = false;
		CompletableFuture<WriteAck> stored = harness.write("a");
		harness.runtime.settle();
		assertThat(harness.server.texts()).containsExactly("a:0", "a:1");
		harness.server.split(0);
		harness.server.acknowledges = true;
		CompletableFuture<WriteAck> later = harness.write("a");
		harness.awaitAcks();
		assertThat(stored.join().state()).isEqualTo(WriteAck.State.ALREADY_WRITTEN);
		assertThat(stored.join().partitionId()).isZero();
		assertThat(later.join().partitionId()).isEqualTo(1);
		harness.assertStoredOnceInOrder();
		harness.close(Duration.ofSeconds(1));
	}

	@Test
	void nothingIsAskedWhenNothingWasSent() {
		KeyedHarness harness = new KeyedHarness(3, new FakeTopicServer(1)).connect();
		harness.write("a");
		harness.awaitAcks();
		int calls = harness.server.transport().calls().size();
		harness.server.split(0);
		harness.write("a");
		harness.awaitAcks();
		assertThat(harness.server.transport().calls().size() - calls).as("a retry of the parent's at most, and a child")
			.isLessThanOrEqualTo(2);
		harness.assertStoredOnceInOrder();
		harness.close(Duration.ofSeconds(1));
	}

	@Test
	void aTopologyThatLagsBehindIsReadAgain() {
		KeyedHarness harness = new KeyedHarness(4, new FakeTopicServer(1)).connect();
		harness.writeRound(5);
		harness.awaitAcks();
		TopicDescription old = harness.server.description();
		harness.server.nextDescription = CompletableFuture.completedFuture(old);
		harness.server.split(0);
		harness.writeRound(5);
		harness.runtime.advance(Duration.ofSeconds(1));
		assertThat(harness.server.descriptions).isBetween(3, 200);
		harness.server.nextDescription = null;
		harness.awaitAcks();
		harness.assertStoredOnceInOrder();
		harness.close(Duration.ofSeconds(1));
	}

	@Test
	void aTopologyThatCantBeReadIsAskedForAgain() {
		KeyedHarness harness = new KeyedHarness(5, new FakeTopicServer(1)).connect();
		harness.writeRound(5);
		harness.server.nextDescription = CompletableFuture
			.failedFuture(new TopicException("away", StatusCode.UNAVAILABLE, RetryVerdict.RETRY_FAST));
		harness.server.split(0);
		harness.writeRound(5);
		harness.runtime.advance(Duration.ofSeconds(1));
		harness.server.nextDescription = null;
		harness.awaitAcks();
		harness.assertStoredOnceInOrder();
		harness.close(Duration.ofSeconds(1));
	}

	@Test
	void aSplitThatAnotherPartitionMadeKnownIsFollowedAtOnce() {
		KeyedHarness harness = new KeyedHarness(6, new FakeTopicServer(2)).connect();
		harness.server.acknowledges = false;
		harness.writeRound(30);
		harness.runtime.settle();
		harness.server.split(0);
		harness.server.split(1);
		harness.server.split(2);
		harness.server.acknowledges = true;
		harness.writeRound(30);
		harness.awaitAcks();
		harness.writeRound(30);
		harness.awaitAcks();
		harness.assertStoredOnceInOrder();
		harness.close(Duration.ofSeconds(1));
	}

	@Test
	void aChildThatIsSplitBeforeItAnswersIsFollowedFurther() {
		KeyedHarness harness = new KeyedHarness(7, new FakeTopicServer(1)).connect();
		harness.server.acknowledges = false;
		harness.writeRound(30);
		harness.runtime.settle();
		TopicDescription[] afterTheFirst = new TopicDescription[1];
		harness.server.split(0);
		afterTheFirst[0] = harness.server.description();
		harness.server.split(1);
		harness.server.acknowledges = true;
		harness.server.nextDescription = CompletableFuture.completedFuture(afterTheFirst[0]);
		harness.runtime.runUntil(() -> harness.server.descriptions > 1, LONG);
		harness.server.nextDescription = null;
		harness.writeRound(30);
		harness.awaitAcks();
		harness.assertStoredOnceInOrder();
		harness.close(Duration.ofSeconds(1));
	}

	@Test
	void theOrderOfANamedPartitionIsKeptThroughItsSplit() {
		KeyedHarness harness = new KeyedHarness(8, new FakeTopicServer(2)).connect();
		List<CompletableFuture<WriteAck>> acks = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			acks.add(harness.writer.write(KeyedMessage.toPartition(1, "m" + i)));
		}
		harness.runtime.settle();
		harness.server.split(1);
		for (int i = 10; i < 20; i++) {
			acks.add(harness.writer.write(KeyedMessage.toPartition(1, "m" + i)));
		}
		assertThat(harness.runtime.runUntil(() -> acks.stream().allMatch(CompletableFuture::isDone), LONG)).isTrue();
		assertThat(harness.server.texts())
			.containsExactly(LongStream.range(0, 20).mapToObj((i) -> "m" + i).toArray(String[]::new));
		assertThat(acks.get(19).join().partitionId()).isEqualTo(2);
		harness.close(Duration.ofSeconds(1));
	}

	@Test
	void aChooserThatFailsAtASplitFailsItsMessagesAlone() {
		KeyedHarness harness = new KeyedHarness(9, new FakeTopicServer(1), (common) -> common,
				(settings) -> settings.chooser((message, partitions) -> {
					if (partitions.active().size() > 1 && message.key() != null && message.key()[0] == 'b') {
						throw new IllegalStateException("no b any more");
					}
					return partitions.active().get(0).id();
				}))
			.connect();
		harness.write("a");
		harness.write("b");
		harness.awaitAcks();
		harness.server.away = true;
		harness.server.transport().calls().forEach((call) -> call.breakDown());
		harness.runtime.settle();
		CompletableFuture<WriteAck> survivor = harness.write("a");
		CompletableFuture<WriteAck> refused = harness.writer.write("b", "b:1");
		harness.server.split(0);
		harness.server.away = false;
		assertThat(harness.runtime.runUntil(() -> survivor.isDone() && refused.isDone(), LONG)).isTrue();
		assertThat(survivor.join().partitionId()).isEqualTo(1);
		assertThat(refused).isCompletedExceptionally();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(refused::get)
			.withCauseInstanceOf(MessageRejectedException.class)
			.withMessageContaining("no b any more");
		harness.close(Duration.ofSeconds(1));
	}

	@Test
	void withoutDeduplicationEverythingArrivesAtLeastOnce() {
		KeyedHarness harness = new KeyedHarness(10, new FakeTopicServer(1), (common) -> common.deduplication(false),
				(settings) -> settings)
			.connect();
		harness.server.acknowledges = false;
		harness.writeRound(5);
		harness.runtime.settle();
		harness.server.split(0);
		harness.server.acknowledges = true;
		harness.awaitAcks();
		assertThat(harness.server.texts()).contains("key-0:0", "key-1:0", "key-2:0", "key-3:0", "key-4:0").hasSize(10);
		harness.close(Duration.ofSeconds(1));
	}

	/**
	 * Keys, splits, cuts, lost acks, idle streams, old answers: whatever the seed says.
	 */
	@ParameterizedTest
	@MethodSource("seeds")
	void nothingIsLostOrDoubledOrOutOfOrder(long seed) {
		Random random = new Random(seed);
		FakeTopicServer server = new FakeTopicServer(1 + random.nextInt(3));
		boolean compressed = seed % 3 == 0;
		KeyedHarness harness = new KeyedHarness(seed, server,
				(common) -> common.codec(compressed ? Codecs.gzip() : Codecs.raw()).batchMaxMessages(7),
				(settings) -> settings.idleTimeout(Duration.ofSeconds(1)));
		TopicDescription old = server.description();
		harness.writer.start();
		int keys = 3 + random.nextInt(30);
		for (int step = 0; step < 120; step++) {
			harness.runSteps(random.nextInt(40));
			switch (random.nextInt(14)) {
				case 0 -> {
					List<Long> active = server.active();
					if (active.size() < 12) {
						old = server.description();
						server.split(active.get(random.nextInt(active.size())));
					}
				}
				case 1 -> server.transport().calls().forEach((call) -> call.breakDown());
				case 2 -> server.acknowledges = !server.acknowledges;
				case 3 -> harness.runtime.advance(Duration.ofMillis(random.nextInt(3000)));
				case 4 -> server.nextDescription = CompletableFuture.completedFuture(old);
				case 5 -> server.nextDescription = null;
				case 6 -> harness.runtime.runUntil(() -> false, Duration.ofMillis(random.nextInt(5)));
				case 7 -> server.holdBack(true);
				case 8 -> server.holdBack(false);
				default -> harness.writeRound(1 + random.nextInt(keys));
			}
		}
		server.acknowledges = true;
		server.nextDescription = null;
		server.holdBack(false);
		server.transport().calls().forEach((call) -> call.breakDown());
		harness.awaitAcks();
		harness.assertStoredOnceInOrder();
		assertThat(harness.writer.counters().inFlightMessages()).isZero();
		assertThat(harness.close(Duration.ofSeconds(5)).isClean()).isTrue();
	}

}
