package io.ydbtopic.client.internal.keyed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

import io.ydbtopic.client.internal.write.OverTheWire;
import io.ydbtopic.client.KeyedMessage;
import io.ydbtopic.client.KeyedWriterSettings;
import io.ydbtopic.client.Serializer;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.client.WriterCloseReport;
import io.ydbtopic.client.WriterSettings;
import io.ydbtopic.client.auth.TokenProvider;
import io.ydbtopic.client.internal.retry.BackoffPolicy;
import io.ydbtopic.client.internal.runtime.VirtualRuntime;
import io.ydbtopic.client.internal.stream.StreamOptions;
import io.ydbtopic.client.internal.stream.StreamStatusTracker;
import io.ydbtopic.client.observe.StreamEventListener;
import io.ydbtopic.client.observe.StreamStatus;

import static org.assertj.core.api.Assertions.assertThat;

/** A keyed writer against a fake topic, both on virtual time. */
final class KeyedHarness {

	static final Duration LONG = Duration.ofMinutes(2);

	final VirtualRuntime runtime;

	final FakeTopicServer server;

	final DefaultKeyedTopicWriter<String> writer;

	final List<StreamStatus> events = new ArrayList<>();

	private final List<CompletableFuture<WriteAck>> acks = new ArrayList<>();

	/** Messages written so far, by key. */
	private final Map<String, Integer> counts = new HashMap<>();

	KeyedHarness(long seed, FakeTopicServer server) {
		this(seed, server, UnaryOperator.identity(), UnaryOperator.identity());
	}

	KeyedHarness(long seed, FakeTopicServer server, UnaryOperator<WriterSettings.Builder> common,
			UnaryOperator<KeyedWriterSettings.Builder> change) {
		this.runtime = new VirtualRuntime(seed);
		this.server = server;
		KeyedWriterSettings settings = change
			.apply(KeyedWriterSettings.builder(common.apply(WriterSettings.builder("orders")).build()))
			.build();
		WriterSettings shared = settings.writer();
		StreamStatusTracker status = new StreamStatusTracker("c/w1", StreamStatus.Kind.WRITER, "orders",
				List.of("orders"), this.runtime, this.runtime.newUserQueue("events"), new StreamEventListener() {

					@Override
					public void onConnected(StreamStatus snapshot) {
						KeyedHarness.this.events.add(snapshot);
					}

					@Override
					public void onReconnecting(StreamStatus snapshot, Duration delay) {
						KeyedHarness.this.events.add(snapshot);
					}

					@Override
					public void onStopped(StreamStatus snapshot) {
						KeyedHarness.this.events.add(snapshot);
					}

				});
		this.writer = new DefaultKeyedTopicWriter<>("c/w1", this.runtime,
				new StreamOptions(shared.handshakeTimeout(), StreamOptions.CLOSE_GRACE, TokenProvider.anonymous(),
						Duration.ZERO),
				() -> new BackoffPolicy(shared.retry(), this.runtime), () -> new OverTheWire(server.transport()),
				settings, shared.deduplication() ? "shop" : null, Serializer.string(), server::describe, status);
	}

	/** Starts and waits until the partitions are known. */
	KeyedHarness connect() {
		this.writer.start();
		assertThat(this.runtime.runUntil(() -> this.writer.ready().isDone(), LONG)).isTrue();
		return this;
	}

	/** Writes the next message of a key. */
	CompletableFuture<WriteAck> write(String key) {
		int number = this.counts.merge(key, 1, Integer::sum) - 1;
		CompletableFuture<WriteAck> ack = this.writer.write(KeyedMessage.of(key, key + ":" + number));
		this.acks.add(ack);
		return ack;
	}

	void writeRound(int keys) {
		for (int i = 0; i < keys; i++) {
			write("key-" + i);
		}
	}

	/** Runs so many tasks, or all that are due, so that what follows comes in between. */
	void runSteps(int count) {
		int[] steps = new int[1];
		this.runtime.runUntil(() -> steps[0]++ >= count, Duration.ofNanos(1));
	}

	/** Lets time pass until everything is acknowledged. */
	void awaitAcks() {
		assertThat(this.runtime.runUntil(() -> this.acks.stream().allMatch(CompletableFuture::isDone), LONG))
			.as("all futures done")
			.isTrue();
		assertThat(this.acks).allSatisfy((ack) -> assertThat(ack).isCompleted());
	}

	/** Each message is stored once, and those of a key in their order. */
	void assertStoredOnceInOrder() {
		Map<String, Integer> next = new HashMap<>();
		for (String text : this.server.texts()) {
			String key = text.substring(0, text.lastIndexOf(':'));
			int number = next.merge(key, 1, Integer::sum) - 1;
			assertThat(text).as("next of " + key).isEqualTo(key + ":" + number);
		}
		assertThat(next).isEqualTo(this.counts);
	}

	WriterCloseReport close(Duration deadline) {
		CompletableFuture<WriterCloseReport> closed = this.writer.closeAsync(deadline);
		assertThat(this.runtime.runUntil(closed::isDone, deadline.plusSeconds(3))).as("closed").isTrue();
		this.runtime.advance(Duration.ofSeconds(3));
		assertThat(this.server.transport().openCalls()).as("open calls").isZero();
		assertThat(this.runtime.pendingTimers()).isEmpty();
		assertThat(this.writer.counters().bufferedBytes()).as("buffer").isZero();
		return closed.join();
	}

}
