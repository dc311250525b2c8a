package io.ydbtopic.spring.listener.adapter;

import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.MetadataItem;
import io.ydbtopic.client.PartitionSession;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.spring.support.TopicMessageConverter;

/**
 * A received message whose value is what a method asks for. The value is made on each
 * call, by the calling thread. Thread-safe.
 */
record ConvertedMessage(DeliveredMessage message, Type type,
		TopicMessageConverter converter) implements ReceivedMessage<Object> {

	private ReceivedMessage<byte[]> received() {
		return this.message.received();
	}

	@Override
	public Object value() {
		return this.converter.fromMessage(this.message, this.type);
	}

	@Override
	public ByteBuffer data() {
		return received().data();
	}

	@Override
	public PartitionSession session() {
		return received().session();
	}

	@Override
	public long offset() {
		return received().offset();
	}

	@Override
	public long sequenceNumber() {
		return received().sequenceNumber();
	}

	@Override
	public String producerId() {
		return received().producerId();
	}

	@Override
	public String messageGroupId() {
		return received().messageGroupId();
	}

	@Override
	public Instant createdAt() {
		return received().createdAt();
	}

	@Override
	public Instant writtenAt() {
		return received().writtenAt();
	}

	@Override
	public List<MetadataItem> metadata() {
		return received().metadata();
	}

	@Override
	public Map<String, String> sessionMetadata() {
		return received().sessionMetadata();
	}

	@Override
	public int codec() {
		return received().codec();
	}

	@Override
	public CompletableFuture<Void> commit() {
		return received().commit();
	}

	@Override
	public String toString() {
		return this.message.toString();
	}

}
