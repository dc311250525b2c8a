package io.ydbtopic.spring.console;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

import io.ydbtopic.client.Deserializer;
import io.ydbtopic.client.MetadataItem;
import io.ydbtopic.client.PartitionListener;
import io.ydbtopic.client.PartitionSession;
import io.ydbtopic.client.ReaderSettings;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.client.StartPosition;
import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.TopicReader;
import io.ydbtopic.client.TopicSource;
import io.ydbtopic.client.admin.PartitionDescription;
import io.ydbtopic.client.error.MessageUnreadableException;
import io.ydbtopic.spring.listener.ListenerRuntime;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.HttpStatus;

/**
 * Reads a few messages of a partition without a consumer, so that nobody's offsets move.
 * Bounded in messages, bytes, time and requests. Thread-safe.
 */
public final class MessageTail implements DisposableBean {

	static final int MOST_MESSAGES = 100;

	private static final int MOST_REQUESTS = 4;

	private static final int MOST_BYTES = 8 * 1024 * 1024;

	private static final Duration MOST_TIME = Duration.ofSeconds(5);

	private final TopicClient client;

	private final ListenerRuntime runtime;

	private final ListenerRuntime.Workers workers;

	private final AtomicInteger requests = new AtomicInteger();

	/**
	 * Reads with a client.
	 */
	public MessageTail(TopicClient client, ListenerRuntime runtime) {
		this.client = client;
		this.runtime = runtime;
		this.workers = runtime.newWorkers("topic-console", 2);
	}

	/**
	 * Messages of a partition.
	 * @param from first offset; {@code null} for the last messages
	 */
	CompletableFuture<Map<String, Object>> read(String topic, long partition, @Nullable Long from, int count) {
		if (this.requests.incrementAndGet() > MOST_REQUESTS) {
			this.requests.decrementAndGet();
			return CompletableFuture.failedFuture(new ConsoleException(HttpStatus.TOO_MANY_REQUESTS,
					"Messages are being read already; try again in a moment"));
		}
		return this.client.admin()
			.describePartition(topic, partition)
			.thenApplyAsync((range) -> read(topic, range, from, count), this.workers)
			.whenComplete((done, error) -> this.requests.decrementAndGet());
	}

	private Map<String, Object> read(String topic, PartitionDescription range, @Nullable Long from, int count) {
		long wanted = (from != null) ? from : range.endOffset() - count;
		long first = Math.max(range.startOffset(), wanted);
		List<Map<String, Object>> messages = new ArrayList<>();
		Map<String, Object> reply = new LinkedHashMap<>();
		reply.put("startOffset", range.startOffset());
		reply.put("endOffset", range.endOffset());
		reply.put("messages", messages);
		reply.put("complete", first >= range.endOffset() || collect(topic, range, first, count, messages));
		return reply;
	}

	private boolean collect(String topic, PartitionDescription range, long first, int count,
			List<Map<String, Object>> messages) {
		ReaderSettings settings = ReaderSettings.builder()
			.topics(List.of(TopicSource.of(topic, List.of(range.id()))))
			.name("console")
			.bufferMaxBytes(MOST_BYTES)
			.maxMessageBytes(MOST_BYTES)
			.build();
		long begun = this.runtime.nanoTime();
		long bytes = 0;
		TopicReader<byte[]> reader = this.client.reader(settings, Deserializer.bytes(), from(first));
		try {
			while (messages.size() < count && bytes < MOST_BYTES) {
				Duration left = MOST_TIME.minusNanos(this.runtime.nanoTime() - begun);
				ReceivedMessage<byte[]> message = left.isNegative() ? null : reader.receive(left);
				if (message == null) {
					return false;
				}
				PayloadText payload = payload(message);
				bytes += payload.size();
				messages.add(describe(message, payload));
				if (message.offset() >= range.endOffset() - 1) {
					return true;
				}
			}
			return messages.size() >= count;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new ConsoleException(HttpStatus.SERVICE_UNAVAILABLE, "The application stops");
		}
		finally {
			reader.closeAsync(Duration.ofSeconds(1));
		}
	}

	private static PartitionListener from(long offset) {
		return new PartitionListener() {

			@Override
			public CompletionStage<StartPosition> onPartitionStarting(PartitionSession session) {
				return CompletableFuture.completedFuture(StartPosition.readFrom(offset));
			}

		};
	}

	private static PayloadText payload(ReceivedMessage<byte[]> message) {
		try {
			return PayloadText.of(message.data());
		}
		catch (MessageUnreadableException ex) {
			return new PayloadText("unreadable", String.valueOf(ex.getMessage()), 0, 0);
		}
	}

	private static Map<String, Object> describe(ReceivedMessage<byte[]> message, PayloadText payload) {
		Map<String, Object> map = new LinkedHashMap<>();
		map.put("offset", message.offset());
		// Any 64 bits, which numbers of a browser do not hold.
		map.put("sequenceNumber", Long.toString(message.sequenceNumber()));
		map.put("producerId", message.producerId());
		map.put("writtenAt", message.writtenAt().toString());
		map.put("metadata",
				message.metadata().stream().limit(50).map((item) -> List.of(item.key(), value(item))).toList());
		map.put("form", payload.form());
		map.put("payload", payload.text());
		map.put("size", payload.size());
		map.put("shown", payload.shown());
		return map;
	}

	private static String value(MetadataItem item) {
		String text = item.text();
		return (text.length() > 500) ? text.substring(0, 500) + " …" : text;
	}

	@Override
	public void destroy() {
		this.workers.stopNow();
	}

}
