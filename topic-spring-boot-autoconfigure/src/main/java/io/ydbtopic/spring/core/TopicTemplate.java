package io.ydbtopic.spring.core;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.TopicTransaction;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.spring.support.TopicHeaderMapper;
import io.ydbtopic.spring.support.TopicHeaders;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;

/**
 * Writes with one writer for each topic, producer id and partition that it is asked for.
 * A writer is opened on its first use and closed with the application. Thread-safe.
 */
public class TopicTemplate implements TopicOperations {

	private final NamedStreams streams;

	private final @Nullable String client;

	private final TemplateSettings settings;

	/** Of which all is a part; {@code null} for that of the thread. */
	private final @Nullable TopicTransaction transaction;

	/**
	 * A template.
	 * @param streams owns the writers
	 */
	public TopicTemplate(NamedStreams streams) {
		this(streams, null);
	}

	/**
	 * A template for another cluster.
	 * @param streams owns the writers
	 * @param client name of the cluster under {@code ydb.topic.clients}; {@code null} for
	 * the application's own
	 */
	public TopicTemplate(NamedStreams streams, @Nullable String client) {
		this(streams, client, TemplateSettings.NONE);
	}

	/**
	 * A template that knows topics.
	 * @param streams owns the writers
	 * @param client name of the cluster under {@code ydb.topic.clients}; {@code null} for
	 * the application's own
	 * @param settings where it writes when nobody says it
	 */
	public TopicTemplate(NamedStreams streams, @Nullable String client, TemplateSettings settings) {
		this(streams, client, settings, null);
	}

	private TopicTemplate(NamedStreams streams, @Nullable String client, TemplateSettings settings,
			@Nullable TopicTransaction transaction) {
		this.streams = streams;
		this.client = client;
		this.settings = settings;
		this.transaction = transaction;
	}

	@Override
	public CompletableFuture<WriteAck> send(Object payload) {
		return write(null, null, null, OutgoingMessage.of(payload));
	}

	@Override
	public CompletableFuture<WriteAck> send(String topic, Object payload) {
		return write(topic, null, null, OutgoingMessage.of(payload));
	}

	@Override
	public CompletableFuture<WriteAck> send(String topic, OutgoingMessage<?> message) {
		return write(topic, null, null, message);
	}

	@Override
	public CompletableFuture<WriteAck> send(Message<?> message) {
		MessageHeaders headers = message.getHeaders();
		return write(header(headers, TopicHeaders.TOPIC, String.class),
				header(headers, TopicHeaders.PRODUCER_ID, String.class),
				header(headers, TopicHeaders.PARTITION, Long.class), new OutgoingMessage<>(message.getPayload(), null,
						header(headers, TopicHeaders.CREATED_AT, Instant.class), TopicHeaderMapper.metadata(headers)));
	}

	private static <V> @Nullable V header(MessageHeaders headers, String name, Class<V> type) {
		Object value = headers.get(name);
		if (value instanceof Integer number && type == Long.class) {
			return type.cast(number.longValue());
		}
		if (value != null && !type.isInstance(value)) {
			throw new IllegalArgumentException("The header '" + name + "' is a " + value.getClass().getName()
					+ " (expected: a " + type.getName() + ")");
		}
		return type.cast(value);
	}

	@Override
	public OutgoingSpec newMessage(Object payload) {
		return new OutgoingSpec(this::write, payload);
	}

	private CompletableFuture<WriteAck> write(@Nullable String topic, @Nullable String producerId,
			@Nullable Long partition, OutgoingMessage<?> message) {
		TopicTransaction current = (this.transaction != null) ? this.transaction
				: CurrentTransaction.of(this.streams.client(this.client));
		OutgoingMessage<?> complete = (current != null && message.transaction() == null)
				? message.withTransaction(current) : message;
		String path = (topic != null) ? topic : this.settings.topicOf(message.value());
		return this.streams.templateWriter(new TemplateTarget(this.client, path, producerId, partition))
			.write(complete);
	}

	@Override
	public <R> R inTransaction(Function<? super TopicOperations, ? extends R> work) {
		TopicClient own = this.streams.client(this.client);
		TopicTransaction begun = join(own.beginTransaction());
		TopicTransaction before = CurrentTransaction.bind(own, begun);
		R result;
		try {
			result = work.apply(new TopicTemplate(this.streams, this.client, this.settings, begun));
		}
		catch (Throwable ex) {
			begun.rollback().join();
			throw ex;
		}
		finally {
			CurrentTransaction.bind(own, before);
		}
		join(begun.commit());
		return result;
	}

	/** The client's futures have deadlines. */
	private static <V> V join(CompletableFuture<V> future) {
		try {
			return future.join();
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof RuntimeException cause) {
				throw cause;
			}
			throw ex;
		}
	}

}
