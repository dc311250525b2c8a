package io.ydbtopic.spring.config;

import java.util.List;
import java.util.Map;

import io.ydbtopic.spring.core.TopicOperations;
import io.ydbtopic.spring.listener.AckMode;
import io.ydbtopic.spring.listener.Ordering;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;

/**
 * What was said where a listener was declared, after placeholders and expressions. What
 * was not said is {@code null} or empty, and comes from the configuration.
 *
 * @param id id of the listener
 * @param origin where it was declared, for messages
 * @param topics paths of its topics
 * @param consumer its consumer
 * @param reader name of the reader under {@code ydb.topic.readers} whose settings it
 * takes
 * @param concurrency threads
 * @param autoStartup whether it starts with the application
 * @param ackMode when handled messages are committed
 * @param errorHandler name of the bean that handles its failures
 * @param filter name of the bean that chooses its messages
 * @param dedupe name of the bean that remembers what was handled
 * @param ordering which messages of a partition are handled one after the other
 * @param properties settings of its own, {@code key=value}
 * @param info free text, shown by the endpoint
 */
public record ListenerAttributes(String id, String origin, List<String> topics, @Nullable String consumer,
		@Nullable String reader, @Nullable Integer concurrency, @Nullable Boolean autoStartup,
		@Nullable AckMode ackMode, @Nullable String errorHandler, @Nullable String filter, @Nullable String dedupe,
		@Nullable Ordering ordering, Map<String, String> properties, String info) {

	/** The property that names the cluster. */
	public static final String CLIENT = "client";

	public ListenerAttributes {
		topics = List.copyOf(topics);
		properties = Map.copyOf(properties);
	}

	/**
	 * Attributes of a listener that is declared in code.
	 * @param id id of the listener
	 * @param consumer its consumer
	 * @param topics paths of its topics
	 */
	public static ListenerAttributes of(String id, String consumer, String... topics) {
		return new ListenerAttributes(id, "listener '" + id + "'", List.of(topics), consumer, null, null, null, null,
				null, null, null, null, Map.of(), "");
	}

	/**
	 * Name of the cluster under {@code ydb.topic.clients}; {@code null} for the
	 * application's own.
	 */
	public @Nullable String client() {
		return this.properties.get(CLIENT);
	}

	/**
	 * The template for what a listener writes: that of its cluster.
	 */
	public TopicOperations operations(BeanFactory beans) {
		String client = client();
		return (client != null) ? beans.getBean(client + "TopicTemplate", TopicOperations.class)
				: beans.getBean(TopicOperations.class);
	}

	/**
	 * These attributes with an ack mode.
	 */
	public ListenerAttributes withAckMode(AckMode mode) {
		return new ListenerAttributes(this.id, this.origin, this.topics, this.consumer, this.reader, this.concurrency,
				this.autoStartup, mode, this.errorHandler, this.filter, this.dedupe, this.ordering, this.properties,
				this.info);
	}

	/**
	 * These attributes with another id.
	 */
	public ListenerAttributes withId(String other) {
		return new ListenerAttributes(other, this.origin, this.topics, this.consumer, this.reader, this.concurrency,
				this.autoStartup, this.ackMode, this.errorHandler, this.filter, this.dedupe, this.ordering,
				this.properties, this.info);
	}

	/**
	 * These attributes with other topics.
	 */
	public ListenerAttributes withTopics(List<String> others) {
		return new ListenerAttributes(this.id, this.origin, others, this.consumer, this.reader, this.concurrency,
				this.autoStartup, this.ackMode, this.errorHandler, this.filter, this.dedupe, this.ordering,
				this.properties, this.info);
	}

	/**
	 * These attributes with an order.
	 */
	public ListenerAttributes withOrdering(Ordering other) {
		return new ListenerAttributes(this.id, this.origin, this.topics, this.consumer, this.reader, this.concurrency,
				this.autoStartup, this.ackMode, this.errorHandler, this.filter, this.dedupe, other, this.properties,
				this.info);
	}

	/**
	 * These attributes with a start of its own or with the application's.
	 */
	public ListenerAttributes withAutoStartup(boolean start) {
		return new ListenerAttributes(this.id, this.origin, this.topics, this.consumer, this.reader, this.concurrency,
				start, this.ackMode, this.errorHandler, this.filter, this.dedupe, this.ordering, this.properties,
				this.info);
	}

}
