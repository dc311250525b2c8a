package io.ydbtopic.cli;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.KeyedMessage;
import io.ydbtopic.client.KeyedTopicWriter;
import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.TopicWriter;
import io.ydbtopic.client.WriterCloseReport;
import io.ydbtopic.client.observe.StreamStatus;
import io.ydbtopic.client.observe.WriterCounters;
import org.jspecify.annotations.Nullable;

/** What {@code write} writes to: one partition, or all of them by key. */
interface WriteTarget {

	/** Everything to one partition; a message has no key. */
	static WriteTarget plain(TopicWriter<byte[]> writer) {
		return new WriteTarget() {

			@Override
			public void write(byte @Nullable [] key, OutgoingMessage<byte[]> message) {
				if (message.metadata().isEmpty() && message.createdAt() == null) {
					writer.send(message.value());
				}
				else {
					writer.write(message);
				}
			}

			@Override
			public CompletableFuture<?> ready() {
				return writer.ready();
			}

			@Override
			public StreamStatus status() {
				return writer.status();
			}

			@Override
			public WriterCounters counters() {
				return writer.counters();
			}

			@Override
			public CompletableFuture<WriterCloseReport> closeAsync(Duration deadline) {
				return writer.closeAsync(deadline);
			}

		};
	}

	/** Each message to the partition of its key. */
	static WriteTarget keyed(KeyedTopicWriter<byte[]> writer) {
		return new WriteTarget() {

			@Override
			public void write(byte @Nullable [] key, OutgoingMessage<byte[]> message) {
				writer.write((key != null) ? KeyedMessage.of(key, message) : KeyedMessage.withoutKey(message));
			}

			@Override
			public CompletableFuture<?> ready() {
				return writer.ready();
			}

			@Override
			public StreamStatus status() {
				return writer.status();
			}

			@Override
			public WriterCounters counters() {
				return writer.counters();
			}

			@Override
			public CompletableFuture<WriterCloseReport> closeAsync(Duration deadline) {
				return writer.closeAsync(deadline);
			}

		};
	}

	/** Takes a message; its fate shows in the counters. */
	void write(byte @Nullable [] key, OutgoingMessage<byte[]> message);

	CompletableFuture<?> ready();

	StreamStatus status();

	WriterCounters counters();

	CompletableFuture<WriterCloseReport> closeAsync(Duration deadline);

}
