package io.ydbtopic.client.internal.read;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;

import io.ydbtopic.broker.BrokerOptions;
import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.broker.TopicSpec;
import io.ydbtopic.client.Deserializer;
import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.PartitionEnd;
import io.ydbtopic.client.PartitionHandler;
import io.ydbtopic.client.PartitionSession;
import io.ydbtopic.client.ReaderSettings;
import io.ydbtopic.client.Serializer;
import io.ydbtopic.client.StartPosition;
import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.TopicSubscription;
import io.ydbtopic.client.TopicWriter;
import io.ydbtopic.client.WriterSettings;
import io.ydbtopic.client.codec.Codecs;
import io.ydbtopic.client.observe.StreamEventListener;
import io.ydbtopic.client.observe.StreamStatus;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Rule 11: user code never runs on a gRPC thread nor on a loop, and may block. */
class UserThreadsTest {

	private final Queue<String> threads = new ConcurrentLinkedQueue<>();

	private void note() {
		this.threads.add(Thread.currentThread().getName());
	}

	@Test
	void hooksHandlersCompletionsAndEventsRunOnUserThreads() throws Exception {
		try (EmbeddedBroker broker = EmbeddedBroker
			.start(BrokerOptions.builder().topic(TopicSpec.parse("orders:1:billing")).build());
				TopicClient client = TopicClient.connect(broker.connectionString())) {
			client.addListener(new StreamEventListener() {

				@Override
				public void onConnected(StreamStatus status) {
					note();
				}

			});
			TopicSubscription subscription = client.subscribe(ReaderSettings.of("billing", "orders"),
					Deserializer.string(), new Noting());
			try (TopicWriter<String> writer = client.writer(WriterSettings.of("orders"), Serializer.string())) {
				writer.ready().thenRun(this::note).get(10, TimeUnit.SECONDS);
				// One that is acknowledged before it has a completion completes here.
				await().pollInSameThread().atMost(Duration.ofSeconds(10)).until(() -> {
					writer.write("a").thenRun(() -> waitForItself(writer));
					return this.threads.contains("refused");
				});
				await().atMost(Duration.ofSeconds(10)).until(() -> broker.committedOffset("orders", 0, "billing") >= 1);
			}
			subscription.close();
		}
		assertThat(this.threads.stream().filter((name) -> !name.equals("refused") && !name.equals("main")))
			.hasSizeGreaterThanOrEqualTo(6)
			// Loops are named like their stream, user queues like what hangs below it.
			.allMatch((name) -> name.matches("[a-z0-9]+/[wr]\\d+(-acks|-completions|-events|\\.\\d+/.*)"));
	}

	@Test
	void valuesOfPartitionsAreDecodedSideBySideAndThoseOfOneInOrder() throws Exception {
		// Passes only if two partitions decode at the same time.
		CyclicBarrier bothDecode = new CyclicBarrier(2);
		Map<Long, List<String>> decoded = new ConcurrentHashMap<>();
		try (EmbeddedBroker broker = EmbeddedBroker
			.start(BrokerOptions.builder().topic(TopicSpec.parse("orders:2:billing")).build());
				TopicClient client = TopicClient.connect(broker.connectionString())) {
			for (int partition = 0; partition < 2; partition++) {
				WriterSettings settings = WriterSettings.builder("orders")
					.partitionId((long) partition)
					.codec(Codecs.gzip())
					.build();
				try (TopicWriter<String> writer = client.writer(settings, Serializer.string())) {
					for (int i = 0; i < 10; i++) {
						writer.send(String.valueOf(i));
					}
				}
			}
			TopicSubscription subscription = client.subscribe(ReaderSettings.of("billing", "orders"), (payload) -> {
				String value = Deserializer.string().deserialize(payload);
				if (value.equals("0")) {
					bothDecode.await(10, TimeUnit.SECONDS);
				}
				return value;
			}, (batch) -> {
				batch.forEach((message) -> decoded
					.computeIfAbsent(batch.session().partitionId(), (id) -> new CopyOnWriteArrayList<>())
					.add(message.value()));
				return batch.commit();
			});
			await().atMost(Duration.ofSeconds(20))
				.until(() -> decoded.size() == 2
						&& decoded.values().stream().allMatch((values) -> values.size() == 10));
			subscription.close();
		}
		assertThat(decoded.values()).allSatisfy(
				(values) -> assertThat(values).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"));
	}

	private void waitForItself(TopicWriter<String> writer) {
		if (!Thread.currentThread().getName().equals("main") && !this.threads.contains("refused")) {
			note();
			assertThatThrownBy(() -> writer.flush(Duration.ofSeconds(1))).isInstanceOf(IllegalStateException.class)
				.hasMessageContaining("would wait for itself");
			this.threads.add("refused");
		}
	}

	private final class Noting implements PartitionHandler<String> {

		@Override
		public CompletionStage<StartPosition> onPartitionStarting(PartitionSession session) {
			note();
			return PartitionHandler.super.onPartitionStarting(session);
		}

		@Override
		public CompletionStage<?> onMessages(MessageBatch<String> batch) {
			note();
			return batch.commit().thenRun(UserThreadsTest.this::note);
		}

		@Override
		public void onPartitionEnded(PartitionSession session, PartitionEnd end) {
			note();
		}

	}

}
