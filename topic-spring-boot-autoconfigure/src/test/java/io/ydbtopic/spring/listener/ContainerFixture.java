package io.ydbtopic.spring.listener;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.Deserializer;
import io.ydbtopic.client.ReaderSettings;
import io.ydbtopic.spring.listener.DefaultTopicErrorHandler.Backoff;

/**
 * A container on a fake client and virtual time.
 */
final class ContainerFixture {

	final VirtualListenerRuntime runtime = new VirtualListenerRuntime();

	final FakeTopicClient client = new FakeTopicClient();

	final List<Object> events = new ArrayList<>();

	final List<String> recovered = new ArrayList<>();

	/** Answers of the recoverer; empty means that it succeeds. */
	final List<CompletableFuture<Void>> recovery = new ArrayList<>();

	AckMode ackMode = AckMode.BATCH;

	ShutdownMode shutdown = ShutdownMode.DRAIN;

	StartupPolicy startupPolicy = StartupPolicy.RETRY;

	int maxUncommitted = 1000;

	Ordering ordering = Ordering.PARTITION;

	TopicFilter filter;

	IdempotencyStore store;

	boolean recover;

	TopicListenerContainer single(TopicMessageListener<byte[]> listener) {
		return parts().container(Deserializer.bytes(), listener);
	}

	TopicListenerContainer batch(BatchTopicMessageListener<byte[]> listener) {
		return parts().batchContainer(Deserializer.bytes(), listener);
	}

	ContainerParts parts() {
		ContainerProperties properties = new ContainerProperties(ReaderSettings.of("billing", "orders"), true, 2,
				this.ackMode, this.maxUncommitted, this.shutdown, Duration.ofSeconds(20), this.startupPolicy,
				Duration.ofMillis(50), this.ordering);
		TopicRecoverer recoverer = (message, failure) -> {
			this.recovered.add(text(message.data()));
			return this.recovery.isEmpty() ? CompletableFuture.completedFuture(null) : this.recovery.remove(0);
		};
		TopicErrorHandler errors = new DefaultTopicErrorHandler(
				new Backoff(3, Duration.ofSeconds(1), 2, Duration.ofSeconds(30), 0),
				new FailureClassifier(List.of(IllegalArgumentException.class.getName()), List.of()),
				this.recover ? recoverer : null, () -> 0);
		return new ContainerParts("billing", this.client, properties, errors, this.runtime, ListenerObserver.NONE,
				this.filter, this.store, null, List.of(), List.of(), this.events::add);
	}

	TopicListenerContainer started(TopicListenerContainer container) {
		container.start();
		this.client.subscription().ready.complete(null);
		return container;
	}

	static String text(ByteBuffer data) {
		return StandardCharsets.UTF_8.decode(data).toString();
	}

	<E> E event(Class<E> type) {
		return this.events.stream().filter(type::isInstance).map(type::cast).findFirst().orElse(null);
	}

}
