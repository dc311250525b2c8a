package io.ydbtopic.fuzz;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.MetadataItem;
import io.ydbtopic.client.PartitionSession;
import io.ydbtopic.client.ReceivedMessage;

/** A message with any metadata. */
record HostileMessage(Map<String, byte[]> items) implements ReceivedMessage<byte[]> {

	static final long OFFSET = 42;

	@Override
	public byte[] value() {
		return new byte[0];
	}

	@Override
	public ByteBuffer data() {
		return ByteBuffer.allocate(0);
	}

	@Override
	public PartitionSession session() {
		throw new UnsupportedOperationException("has none");
	}

	@Override
	public String topic() {
		return "orders";
	}

	@Override
	public long partitionId() {
		return 1;
	}

	@Override
	public long offset() {
		return OFFSET;
	}

	@Override
	public long sequenceNumber() {
		return 1;
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
		return Instant.EPOCH;
	}

	@Override
	public Instant writtenAt() {
		return Instant.EPOCH;
	}

	@Override
	public List<MetadataItem> metadata() {
		return this.items.entrySet().stream().map((item) -> new MetadataItem(item.getKey(), item.getValue())).toList();
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
		return CompletableFuture.completedFuture(null);
	}

}
