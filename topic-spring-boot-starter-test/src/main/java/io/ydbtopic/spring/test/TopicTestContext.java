package io.ydbtopic.spring.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.broker.TopicSpec;
import io.ydbtopic.broker.fault.TopicFaults;
import io.ydbtopic.broker.log.StoredRecord;
import io.ydbtopic.client.MetadataItem;
import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.TopicWriter;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.client.WriterSettings;
import io.ydbtopic.client.codec.CodecRegistry;
import io.ydbtopic.client.testing.VirtualTime;
import io.ydbtopic.spring.config.TopicListenerEndpointRegistry;
import io.ydbtopic.spring.core.TopicClients;
import io.ydbtopic.spring.listener.DeadLetterPublisher;
import io.ydbtopic.spring.listener.TopicListenerContainer;
import io.ydbtopic.spring.support.TopicMessageConverter;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link TopicListenerTest} does and sees: a parameter of its test methods. For
 * the thread of the test.
 */
public final class TopicTestContext {

	/** No write takes as long. */
	private static final Duration PATIENCE = Duration.ofHours(1);

	private static final int PAYLOAD_BYTES_MAX = 128 * 1024 * 1024;

	private static final String PRODUCER = "test";

	private final VirtualTime time;

	private final EmbeddedBroker broker;

	private final TopicListenerEndpointRegistry listeners;

	private final TopicMessageConverter converter;

	private final TopicClients clients;

	TopicTestContext(VirtualTime time, EmbeddedBroker broker, TopicListenerEndpointRegistry listeners,
			TopicMessageConverter converter, TopicClients clients) {
		this.time = time;
		this.broker = broker;
		this.listeners = listeners;
		this.converter = converter;
		this.clients = clients;
	}

	/**
	 * Writes a payload, and lets time pass until it is stored: bytes and text as they
	 * are, all else as JSON. What is sent to one topic comes from one producer.
	 * @return the ack
	 */
	public WriteAck send(String topic, Object payload) {
		return send(topic, OutgoingMessage.of(payload));
	}

	/**
	 * As {@link #send(String, Object)}, with metadata.
	 */
	public WriteAck send(String topic, OutgoingMessage<?> message) {
		return write(WriterSettings.builder(topic).producerId(PRODUCER), message);
	}

	/**
	 * As {@link #send(String, Object)}, to one partition.
	 */
	public WriteAck send(String topic, long partitionId, Object payload) {
		return write(WriterSettings.builder(topic).partitionId(partitionId).producerId(PRODUCER + "-" + partitionId),
				OutgoingMessage.of(payload));
	}

	/**
	 * As {@link #send(String, Object)}, from another producer.
	 */
	public WriteAck sendAs(String producerId, String topic, Object payload) {
		return write(WriterSettings.builder(topic).producerId(producerId), OutgoingMessage.of(payload));
	}

	private WriteAck write(WriterSettings.Builder settings, OutgoingMessage<?> message) {
		TopicWriter<Object> writer = this.clients.of(null).writer(settings.build(), this.converter::toPayload);
		WriteAck ack = await(writer.write(message));
		await(writer.closeAsync(PATIENCE));
		return ack;
	}

	/**
	 * Lets time pass until a future is done.
	 * @return its value
	 * @throws AssertionError if it fails, or takes more than an hour
	 */
	public <T> T await(CompletableFuture<T> future) {
		try {
			return this.time.await(future, PATIENCE);
		}
		catch (ExecutionException ex) {
			throw new AssertionError("What was awaited has failed: " + ex.getCause(), ex.getCause());
		}
		catch (TimeoutException ex) {
			throw new AssertionError("What was awaited did not happen within " + PATIENCE + " of virtual time", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted", ex);
		}
	}

	/**
	 * Lets time pass; everything that falls due happens in it.
	 */
	public void advance(Duration duration) {
		this.time.advance(duration);
	}

	/**
	 * Lets everything happen that needs no time.
	 */
	public void settle() {
		this.time.settle();
	}

	/**
	 * Lets time pass until a condition holds.
	 * @throws AssertionError if it does not within that much virtual time
	 */
	public void advanceUntil(BooleanSupplier condition, Duration atMost) {
		if (!this.time.runUntil(condition, atMost)) {
			throw new AssertionError("The condition did not hold within " + atMost + " of virtual time");
		}
	}

	/**
	 * What is stored in a topic, by partition and offset; empty if there is no such
	 * topic.
	 */
	public List<StoredMessage> messages(String topic) {
		List<StoredMessage> all = new ArrayList<>();
		TopicSpec spec = find(topic);
		for (int partition = 0; spec != null && partition < spec.partitions(); partition++) {
			for (StoredRecord stored : this.broker.records(topic, partition)) {
				all.add(message(topic, partition, stored));
			}
		}
		return all;
	}

	/**
	 * What is stored in a topic, read as values.
	 */
	public <T> List<T> values(String topic, Class<T> type) {
		return messages(topic).stream()
			.map((message) -> type.cast(this.converter.fromPayload(message.payload(), type)))
			.toList();
	}

	/**
	 * The dead letters of a topic, whatever topic they are in.
	 * @param topic where they came from first
	 */
	public List<StoredMessage> deadLetters(String topic) {
		String path = absolute(topic);
		List<StoredMessage> dead = new ArrayList<>();
		for (TopicSpec spec : this.broker.topics()) {
			for (StoredMessage message : messages(spec.name())) {
				String origin = message.header(DeadLetterPublisher.ORIGINAL_TOPIC);
				if (origin != null && absolute(origin).equals(path)) {
					dead.add(message);
				}
			}
		}
		return dead;
	}

	private @Nullable TopicSpec find(String topic) {
		return this.broker.topics()
			.stream()
			.filter((spec) -> absolute(spec.name()).equals(absolute(topic)))
			.findFirst()
			.orElse(null);
	}

	private String absolute(String topic) {
		return topic.startsWith("/") ? topic : this.broker.database() + "/" + topic;
	}

	private static StoredMessage message(String topic, long partition, StoredRecord stored) {
		List<MetadataItem> metadata = stored.metadata()
			.stream()
			.map((entry) -> new MetadataItem(entry.key(), entry.value().toByteArray()))
			.toList();
		try {
			byte[] payload = CodecRegistry.standard()
				.get(stored.codec())
				.decode(stored.data().asReadOnlyByteBuffer(), stored.uncompressedSize(), PAYLOAD_BYTES_MAX);
			return new StoredMessage(topic, partition, stored.offset(), stored.producerId(), stored.seqNo(), payload,
					metadata);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(
					topic + " partition " + partition + " offset " + stored.offset() + " can't be decompressed", ex);
		}
	}

	/**
	 * A listener, to look at ({@link TopicAssertions}) or to operate.
	 * @throws IllegalArgumentException if there is none of that id
	 */
	public TopicListenerContainer listener(String id) {
		TopicListenerContainer container = this.listeners.getContainer(id);
		if (container == null) {
			throw new IllegalArgumentException(
					"There is no listener '" + id + "' (expected one of " + this.listeners.getContainerIds() + ")");
		}
		return container;
	}

	/**
	 * Makes the broker misbehave.
	 */
	public TopicFaults faults() {
		return this.broker.faults();
	}

	/**
	 * The broker.
	 */
	public EmbeddedBroker broker() {
		return this.broker;
	}

	/**
	 * The time that passes when the test says so.
	 */
	public VirtualTime time() {
		return this.time;
	}

	/**
	 * The clock on the wall.
	 */
	public Clock clock() {
		return this.time.clock();
	}

}
