package io.ydbtopic.spring.actuate;

import java.util.List;

import io.ydbtopic.client.TopicSource;
import io.ydbtopic.client.observe.ReaderCounters;
import io.ydbtopic.client.observe.StreamStatus;
import io.ydbtopic.spring.config.ListenerSetting;
import io.ydbtopic.spring.config.ListenerSettings;
import io.ydbtopic.spring.config.TopicListenerEndpoint;
import io.ydbtopic.spring.config.TopicListenerEndpointRegistry;
import io.ydbtopic.spring.core.NamedReader;
import io.ydbtopic.spring.core.NamedStreams;
import io.ydbtopic.spring.core.NamedWriter;
import io.ydbtopic.spring.listener.ListenerPartition;
import io.ydbtopic.spring.listener.PartitionTrouble;
import io.ydbtopic.spring.listener.TopicListenerContainer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * Lists listeners, writers and readers, and operates listeners. From memory; shows no
 * payload and no token. Thread-safe.
 */
@Endpoint(id = "topics")
public class TopicsEndpoint {

	private final TopicListenerEndpointRegistry registry;

	private final NamedStreams named;

	private final ListenerSettings settings;

	private final ListenerOperations operations = new ListenerOperations();

	/**
	 * An endpoint on the application's listeners and streams.
	 * @param settings tells each setting of a listener and where it came from
	 */
	public TopicsEndpoint(TopicListenerEndpointRegistry registry, NamedStreams named, ListenerSettings settings) {
		this.registry = registry;
		this.named = named;
		this.settings = settings;
	}

	/**
	 * Everything.
	 */
	@ReadOperation
	public TopicsDescriptor topics() {
		return new TopicsDescriptor(this.registry.getContainers().stream().map(this::describe).toList(),
				this.named.writers().stream().map(TopicsEndpoint::describe).toList(),
				this.named.readers().stream().map(TopicsEndpoint::describe).toList());
	}

	/**
	 * One listener; {@code null}, which is not found, if there is none of that id.
	 */
	@ReadOperation
	public @Nullable ListenerDescriptor listener(@Selector String id) {
		TopicListenerContainer container = this.registry.getContainer(id);
		return (container != null) ? describe(container) : null;
	}

	/**
	 * Operates a listener, or one of its partitions. A stop returns before it is
	 * finished; {@code replay} goes on at an earlier or later offset, {@code release} and
	 * {@code skip} let a partition go on that is held after a failure.
	 * @param action {@code start}, {@code stop}, {@code pause}, {@code resume},
	 * {@code release}, {@code skip} or {@code replay}
	 * @param topic path of the topic, absolute or behind the database; may be left out
	 * where the listener has one topic
	 * @param partition number of the partition; without it the whole listener is paused
	 * or resumed
	 * @param offset offset of the message to skip, or where to go on
	 * @return the listener afterwards; {@code null}, which is not found, if there is none
	 */
	@WriteOperation
	public @Nullable ListenerDescriptor state(@Selector String id, String action, @Nullable String topic,
			@Nullable Long partition, @Nullable Long offset) {
		TopicListenerContainer container = this.registry.getContainer(id);
		if (container == null) {
			return null;
		}
		try {
			this.operations.run(container, new ListenerOperations.Operation(action, topic, partition, offset));
		}
		catch (IllegalArgumentException | IllegalStateException ex) {
			String text = String.valueOf(ex.getMessage());
			throw new InvalidEndpointRequestException(text, text);
		}
		return describe(container);
	}

	private ListenerDescriptor describe(TopicListenerContainer container) {
		TopicListenerEndpoint endpoint = this.registry.getEndpoint(container.id());
		Throwable failure = container.failure();
		return new ListenerDescriptor(container.id(), (endpoint != null) ? endpoint.attributes().origin() : "",
				(endpoint != null) ? endpoint.attributes().info() : "", container.state().name(),
				container.since().toString(), container.isPauseRequested(),
				(failure != null) ? failure.getClass().getName() : null,
				container.properties().reader().topics().stream().map(TopicSource::path).toList(),
				container.properties().reader().consumer(), container.properties().concurrency(),
				container.properties().ackMode().name(), container.errorHandling(), stream(container.stream()),
				counters(container.counters()), container.partitions(), container.troubles(),
				(endpoint != null) ? this.settings.explain(endpoint.attributes(), container.properties()) : List.of());
	}

	private static StreamDescriptor describe(NamedWriter writer) {
		return new StreamDescriptor(writer.name(), List.of(writer.definition().settings().topic()),
				writer.isOpen() ? stream(writer.status()) : null,
				writer.isOpen() ? writer.counters().messagesAcknowledged() : 0,
				writer.isOpen() ? writer.counters().inFlightMessages() : 0);
	}

	private static StreamDescriptor describe(NamedReader reader) {
		return new StreamDescriptor(reader.name(), reader.settings().topics().stream().map(TopicSource::path).toList(),
				reader.isOpen() ? stream(reader.status()) : null,
				reader.isOpen() ? reader.counters().messagesDelivered() : 0, 0);
	}

	private static @Nullable StateDescriptor stream(@Nullable StreamStatus status) {
		if (status == null) {
			return null;
		}
		return new StateDescriptor(status.id(), status.state().name(), status.since().toString(), status.attempt(),
				status.reconnects(), (status.lastError() != null) ? status.lastError().status().name() : null);
	}

	private static @Nullable CountersDescriptor counters(@Nullable ReaderCounters counters) {
		return (counters == null) ? null : new CountersDescriptor(counters.partitions(), counters.messagesReceived(),
				counters.messagesDelivered(), counters.bufferedBytes(), counters.bufferLimitBytes());
	}

	/**
	 * Everything.
	 *
	 * @param listeners listeners, in the order in which they came
	 * @param writers writers in use
	 * @param readers readers in use
	 */
	public record TopicsDescriptor(List<ListenerDescriptor> listeners, List<StreamDescriptor> writers,
			List<StreamDescriptor> readers) {
	}

	/**
	 * A listener.
	 *
	 * @param id its id
	 * @param origin where it was declared
	 * @param info free text of its declaration
	 * @param state what it is doing
	 * @param since since when
	 * @param pauseRequested whether someone paused it
	 * @param failure class of what ended it
	 * @param topics paths of its topics
	 * @param consumer its consumer
	 * @param concurrency its threads
	 * @param ackMode when handled messages are committed
	 * @param errorHandling what handles failures
	 * @param stream its stream; {@code null} when it was never started
	 * @param counters what it read; {@code null} when it was never started
	 * @param partitions partitions in hand
	 * @param troubles partitions that do not get on
	 * @param settings each setting as it is in force, and where it came from
	 */
	public record ListenerDescriptor(String id, String origin, String info, String state, String since,
			boolean pauseRequested, @Nullable String failure, List<String> topics, @Nullable String consumer,
			int concurrency, String ackMode, String errorHandling, @Nullable StateDescriptor stream,
			@Nullable CountersDescriptor counters, List<ListenerPartition> partitions, List<PartitionTrouble> troubles,
			List<ListenerSetting> settings) {
	}

	/**
	 * A writer or reader.
	 *
	 * @param name its name
	 * @param topics paths of its topics
	 * @param stream its stream; {@code null} when it is not open
	 * @param messages messages acknowledged or delivered
	 * @param unacknowledged messages on their way
	 */
	public record StreamDescriptor(String name, List<String> topics, @Nullable StateDescriptor stream, long messages,
			long unacknowledged) {
	}

	/**
	 * The state of a stream.
	 *
	 * @param id its name in log lines
	 * @param state what it is doing
	 * @param since since when
	 * @param attempt attempts since it was last connected
	 * @param reconnects how often a connection was lost
	 * @param lastError status of the last failure
	 */
	public record StateDescriptor(String id, String state, String since, int attempt, long reconnects,
			@Nullable String lastError) {
	}

	/**
	 * What was read since the last start.
	 *
	 * @param partitions partitions in hand
	 * @param received messages that came
	 * @param delivered messages handed out
	 * @param bufferedBytes bytes of the buffer in use
	 * @param bufferLimitBytes size of the buffer
	 */
	public record CountersDescriptor(int partitions, long received, long delivered, long bufferedBytes,
			long bufferLimitBytes) {
	}

}
