package io.ydbtopic.spring.listener.adapter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.PartitionSession;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.spring.listener.Acknowledgment;
import io.ydbtopic.spring.listener.BatchListenerFailedException;
import io.ydbtopic.spring.listener.BatchTopicMessageListener;
import io.ydbtopic.spring.listener.DeliveryContext;
import io.ydbtopic.spring.support.TopicHeaderMapper;
import io.ydbtopic.spring.support.TopicHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Calls a method with a batch. A payload that can't be read does not spoil those before
 * it: the method gets them first, then the unreadable one is reported by its place.
 * Thread-safe if the bean is.
 */
final class BatchMethodListenerAdapter implements BatchTopicMessageListener<byte[]> {

	private final ListenerMethod method;

	private final BatchElements elements;

	BatchMethodListenerAdapter(ListenerMethod method, BatchElements elements) {
		this.method = method;
		this.elements = elements;
	}

	@Override
	public void onMessages(MessageBatch<byte[]> batch, DeliveryContext context) throws Exception {
		CompletionStage<?> later = handle(batch, context);
		if (later != null) {
			later.toCompletableFuture().get();
		}
	}

	@Override
	public @Nullable CompletionStage<?> handle(MessageBatch<byte[]> batch, DeliveryContext context) throws Exception {
		if (this.elements.isWhole()) {
			return call(batch, List.of(), context);
		}
		List<Object> read = new ArrayList<>(batch.size());
		RuntimeException unreadable = null;
		for (ReceivedMessage<byte[]> message : batch.messages()) {
			try {
				read.add(this.elements.element(message, context));
			}
			catch (RuntimeException ex) {
				unreadable = ex;
				break;
			}
		}
		if (unreadable == null) {
			return call(batch, read, context);
		}
		BatchListenerFailedException failure = new BatchListenerFailedException(unreadable, read.size());
		CompletionStage<?> later = null;
		if (!read.isEmpty()) {
			later = call(new FirstOfBatch(batch.messages().subList(0, read.size()), batch.session()), read,
					context.withAcknowledgment(new FirstAcknowledgment(context.acknowledgment(), read.size())));
		}
		if (later == null) {
			throw failure;
		}
		return later.thenCompose((done) -> CompletableFuture.failedFuture(failure));
	}

	private @Nullable CompletionStage<?> call(MessageBatch<byte[]> batch, List<Object> read, DeliveryContext context)
			throws Exception {
		Map<String, Object> headers = new HashMap<>();
		headers.put(TopicHeaders.TOPIC, batch.session().topic());
		headers.put(TopicHeaders.PARTITION, batch.session().partitionId());
		headers.put(TopicHeaders.OFFSET, batch.messages().get(0).offset());
		headers.put(TopicHeaders.DELIVERY_ATTEMPT, context.attempt());
		headers.put(TopicHeaders.ACKNOWLEDGMENT, context.acknowledgment());
		return this.method.call(new DeliveredBatch(read, batch, TopicHeaderMapper.plain(headers), context), context);
	}

	/** Acknowledges no more than what the method was given. */
	private record FirstAcknowledgment(Acknowledgment all, int size) implements Acknowledgment {

		@Override
		public CompletableFuture<Void> acknowledge() {
			return this.all.acknowledge(this.size - 1);
		}

		@Override
		public CompletableFuture<Void> acknowledge(int index) {
			return this.all.acknowledge(Objects.checkIndex(index, this.size));
		}

		@Override
		public void nack(Duration delay) {
			this.all.nack(delay);
		}

		@Override
		public void nack(int index, Duration delay) {
			this.all.nack(Objects.checkIndex(index, this.size), delay);
		}

	}

	private record FirstOfBatch(List<ReceivedMessage<byte[]>> messages,
			PartitionSession session) implements MessageBatch<byte[]> {

		@Override
		public CompletableFuture<Void> commit() {
			return CompletableFuture
				.allOf(this.messages.stream().map(ReceivedMessage::commit).toArray(CompletableFuture<?>[]::new));
		}

		@Override
		public void nack(Duration delay) {
			throw new UnsupportedOperationException(
					"a listener hands a batch back by an exception (expected: throw; the error handler's backoff delays it)");
		}

	}

}
