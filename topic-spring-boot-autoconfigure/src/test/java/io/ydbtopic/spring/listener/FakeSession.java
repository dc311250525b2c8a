package io.ydbtopic.spring.listener;

import java.time.Duration;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.MetadataItem;
import io.ydbtopic.client.PartitionLag;
import io.ydbtopic.client.PartitionSession;
import io.ydbtopic.client.ReceivedMessage;
import org.jspecify.annotations.Nullable;

/**
 * A partition session that records what is committed, in order.
 */
public final class FakeSession implements PartitionSession {

	/** Offsets in the order in which they were committed. */
	public final List<Long> commits = new ArrayList<>();

	/** Where the session was told to go on, in order. */
	public final List<Long> seeks = new ArrayList<>();

	private final String topic;

	private final long partitionId;

	private boolean active = true;

	private long nextOffset;

	public FakeSession(String topic, long partitionId) {
		this.topic = topic;
		this.partitionId = partitionId;
	}

	/** The next messages, with these payloads. */
	public MessageBatch<byte[]> batch(String... payloads) {
		List<ReceivedMessage<byte[]>> messages = new ArrayList<>();
		for (String payload : payloads) {
			messages.add(new FakeMessage(this, this.nextOffset++, payload.getBytes(StandardCharsets.UTF_8), List.of()));
		}
		return new FakeBatch(this, messages);
	}

	/** The next messages, each a key, which becomes metadata, a colon and a payload. */
	public MessageBatch<byte[]> keyed(String... messages) {
		List<ReceivedMessage<byte[]>> made = new ArrayList<>();
		for (String message : messages) {
			int colon = message.indexOf(':');
			made.add(new FakeMessage(this, this.nextOffset++, message.getBytes(StandardCharsets.UTF_8),
					List.of(MetadataItem.text("customer", message.substring(0, colon)))));
		}
		return new FakeBatch(this, made);
	}

	/** The next message, with metadata. */
	public MessageBatch<byte[]> messageWith(String payload, MetadataItem... metadata) {
		return new FakeBatch(this, List
			.of(new FakeMessage(this, this.nextOffset++, payload.getBytes(StandardCharsets.UTF_8), List.of(metadata))));
	}

	public FakeSession from(long offset) {
		this.nextOffset = offset;
		return this;
	}

	public void end() {
		this.active = false;
	}

	@Override
	public String topic() {
		return this.topic;
	}

	@Override
	public long partitionId() {
		return this.partitionId;
	}

	@Override
	public CompletableFuture<PartitionLag> lag() {
		return CompletableFuture.failedFuture(new UnsupportedOperationException("a fake has no lag"));
	}

	@Override
	public @Nullable PartitionLag lastLag() {
		return null;
	}

	@Override
	public CompletableFuture<Void> commitUpTo(long offset) {
		this.commits.add(offset - 1);
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public long sessionId() {
		return 1;
	}

	@Override
	public long committedOffset() {
		return 0;
	}

	@Override
	public long endOffsetAtStart() {
		return 0;
	}

	@Override
	public boolean isActive() {
		return this.active;
	}

	private record FakeBatch(FakeSession session,
			List<ReceivedMessage<byte[]>> messages) implements MessageBatch<byte[]> {

		@Override
		public CompletableFuture<Void> commit() {
			this.messages.forEach(ReceivedMessage::commit);
			return CompletableFuture.completedFuture(null);
		}

		@Override
		public void nack(Duration delay) {
			throw new UnsupportedOperationException();
		}

	}

	private record FakeMessage(FakeSession session, long offset, byte[] value,
			List<MetadataItem> metadata) implements ReceivedMessage<byte[]> {

		@Override
		public ByteBuffer data() {
			return ByteBuffer.wrap(this.value).asReadOnlyBuffer();
		}

		@Override
		public long sequenceNumber() {
			return this.offset + 1;
		}

		@Override
		public String producerId() {
			return "shop";
		}

		@Override
		public String messageGroupId() {
			return "shop";
		}

		@Override
		public Instant createdAt() {
			return Instant.ofEpochMilli(1000);
		}

		@Override
		public Instant writtenAt() {
			return Instant.ofEpochMilli(2000);
		}

		@Override
		public Map<String, String> sessionMetadata() {
			return Map.of();
		}

		@Override
		public int codec() {
			return 1;
		}

		@Override
		public CompletableFuture<Void> commit() {
			this.session.commits.add(this.offset);
			return CompletableFuture.completedFuture(null);
		}

	}

	@Override
	public CompletableFuture<Void> seek(long offset) {
		this.seeks.add(offset);
		this.nextOffset = offset;
		return CompletableFuture.completedFuture(null);
	}

}
