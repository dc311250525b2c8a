package io.ydbtopic.spring.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.MetadataItem;
import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.TopicTransaction;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.spring.support.CloudEventAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A message of a template on its way: says what differs from a plain one, then sends it.
 * Made by {@link TopicOperations#newMessage}. Not thread-safe.
 */
public final class OutgoingSpec {

	private final Sender sender;

	private final Object payload;

	private final List<MetadataItem> metadata = new ArrayList<>();

	private @Nullable String topic;

	private @Nullable String producerId;

	private @Nullable Long partition;

	private @Nullable Long sequenceNumber;

	private @Nullable Instant createdAt;

	private @Nullable TopicTransaction transaction;

	/**
	 * A message that says nothing yet; for implementations of {@link TopicOperations}.
	 */
	public OutgoingSpec(Sender sender, Object payload) {
		this.sender = sender;
		this.payload = payload;
	}

	/**
	 * Path of the topic.
	 */
	public OutgoingSpec topic(String path) {
		this.topic = path;
		return this;
	}

	/**
	 * Writes it as this producer, over a stream of its own. One instance of the
	 * application at a time may use a producer id.
	 */
	public OutgoingSpec producerId(String id) {
		this.producerId = id;
		return this;
	}

	/**
	 * Writes it to this partition, over a stream of its own.
	 */
	public OutgoingSpec partition(long number) {
		if (number < 0) {
			throw new IllegalArgumentException("partition: " + number + " (expected: at least 0)");
		}
		this.partition = number;
		return this;
	}

	/**
	 * Own number of the message; see {@link OutgoingMessage#sequenceNumber()}.
	 */
	public OutgoingSpec sequenceNumber(long number) {
		this.sequenceNumber = number;
		return this;
	}

	/**
	 * Time of the event; now by default.
	 */
	public OutgoingSpec createdAt(Instant time) {
		this.createdAt = time;
		return this;
	}

	/**
	 * One more item of metadata, as UTF-8.
	 */
	public OutgoingSpec metadata(String key, String text) {
		this.metadata.add(MetadataItem.text(key, text));
		return this;
	}

	/**
	 * One more item of metadata.
	 */
	public OutgoingSpec metadata(String key, byte[] item) {
		this.metadata.add(new MetadataItem(key, item));
		return this;
	}

	/**
	 * Makes it a CloudEvent with these attributes.
	 */
	public OutgoingSpec cloudEvent(CloudEventAttributes attributes) {
		this.metadata.addAll(attributes.toMetadata());
		return this;
	}

	/**
	 * Makes it a part of a transaction; by default that of the thread.
	 */
	public OutgoingSpec transaction(TopicTransaction with) {
		this.transaction = with;
		return this;
	}

	/**
	 * Writes it.
	 * @return the ack
	 * @throws IllegalArgumentException if no topic is known
	 */
	public CompletableFuture<WriteAck> send() {
		return this.sender.send(this.topic, this.producerId, this.partition, new OutgoingMessage<>(this.payload,
				this.sequenceNumber, this.createdAt, this.metadata, null, this.transaction));
	}

	/** Writes what was said. */
	@FunctionalInterface
	public interface Sender {

		/**
		 * Writes a message.
		 * @param topic path of the topic; {@code null} for that of the payload
		 * @param producerId as whom; {@code null} for the template's own
		 * @param partition where; {@code null} to leave it to the server
		 * @return the ack
		 */
		CompletableFuture<WriteAck> send(@Nullable String topic, @Nullable String producerId, @Nullable Long partition,
				OutgoingMessage<?> message);

	}

}
