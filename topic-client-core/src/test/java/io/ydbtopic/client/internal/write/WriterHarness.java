package io.ydbtopic.client.internal.write;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.Serializer;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.client.WriterSettings;
import io.ydbtopic.client.auth.TokenProvider;
import io.ydbtopic.client.internal.retry.BackoffPolicy;
import io.ydbtopic.client.internal.runtime.VirtualRuntime;
import io.ydbtopic.client.internal.stream.StreamOptions;
import io.ydbtopic.client.internal.stream.StreamStatusTracker;
import io.ydbtopic.client.observe.StreamEventListener;
import io.ydbtopic.client.observe.StreamStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A writer against a fake server, both on virtual time.
 */
public final class WriterHarness {

	public final VirtualRuntime runtime;

	public final FakeWriteServer server = new FakeWriteServer();

	public final DefaultTopicWriter<String> writer;

	public final List<StreamStatus> events = new ArrayList<>();

	public WriterHarness(long seed) {
		this(seed, UnaryOperator.identity());
	}

	public WriterHarness(long seed, UnaryOperator<WriterSettings.Builder> change) {
		this(seed, change, TokenProvider.anonymous(), Duration.ZERO);
	}

	public WriterHarness(long seed, UnaryOperator<WriterSettings.Builder> change, TokenProvider tokens,
			Duration tokenRefresh) {
		this.runtime = new VirtualRuntime(seed);
		WriterSettings settings = change.apply(WriterSettings.builder("orders").producerId("shop")).build();
		StreamStatusTracker status = new StreamStatusTracker("c/w1", StreamStatus.Kind.WRITER, settings.name(),
				List.of(settings.topic()), this.runtime, this.runtime.newUserQueue("events"),
				new StreamEventListener() {

					@Override
					public void onConnected(StreamStatus snapshot) {
						WriterHarness.this.events.add(snapshot);
					}

					@Override
					public void onReconnecting(StreamStatus snapshot, Duration delay) {
						WriterHarness.this.events.add(snapshot);
					}

					@Override
					public void onStopped(StreamStatus snapshot) {
						WriterHarness.this.events.add(snapshot);
					}

				});
		this.writer = new DefaultTopicWriter<>("c/w1", this.runtime,
				new StreamOptions(settings.handshakeTimeout(), StreamOptions.CLOSE_GRACE, tokens, tokenRefresh),
				new BackoffPolicy(settings.retry(), this.runtime), new OverTheWire(this.server.transport()), settings,
				settings.deduplication() ? settings.producerId() : null, Serializer.string(), status);
	}

	/** Starts and waits for the first handshake. */
	public WriterHarness connect() {
		this.writer.start();
		this.runtime.runUntil(() -> this.writer.ready().isDone(), Duration.ofSeconds(60));
		return this;
	}

	public List<CompletableFuture<WriteAck>> write(int from, int count) {
		List<CompletableFuture<WriteAck>> acks = new ArrayList<>();
		for (int i = from; i < from + count; i++) {
			acks.add(this.writer.write(OutgoingMessage.of("m" + i)));
		}
		return acks;
	}

	/** What must be there by now: on virtual time nothing comes while a thread waits. */
	public static <T> T now(CompletableFuture<T> future) {
		assertThat(future).isDone();
		return future.join();
	}

}
