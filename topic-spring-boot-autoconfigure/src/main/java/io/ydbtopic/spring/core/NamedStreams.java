package io.ydbtopic.spring.core;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;

import io.ydbtopic.client.ReaderSettings;
import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.TopicReader;
import io.ydbtopic.client.TopicWriter;
import io.ydbtopic.client.WriterCloseReport;
import io.ydbtopic.client.WriterSettings;
import io.ydbtopic.spring.support.NearestName;
import io.ydbtopic.spring.support.Places;
import io.ydbtopic.spring.support.TopicConfigurationException;
import io.ydbtopic.spring.support.TopicMessageConverter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InjectionPoint;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.ResolvableType;
import org.springframework.util.AlternativeJdkIdGenerator;
import org.springframework.util.IdGenerator;

/**
 * Owns the writers and readers that an application has by name, and those of its
 * template. It closes them after everything that may still write, and logs what a writer
 * could not deliver. A name that nobody uses costs nothing. Thread-safe.
 */
public class NamedStreams implements SmartLifecycle {

	/**
	 * They start before and stop after everything else: anything may write until the end.
	 */
	public static final int PHASE = Integer.MIN_VALUE / 2 - 100;

	/**
	 * Enough for many topics, and far below what a producer id for each message needs.
	 */
	public static final int MAX_TEMPLATE_WRITERS = 1_000;

	private static final Logger logger = LoggerFactory.getLogger(NamedStreams.class);

	/** The cluster of a named stream. */
	private final Function<String, TopicClient> clientOf;

	/** The cluster of a template. */
	private final Function<@Nullable String, TopicClient> clients;

	private final TopicMessageConverter converter;

	private final Map<String, WriterDefinition> definitions;

	private final Map<String, ReaderSettings> readerSettings;

	private final Function<String, WriterDefinition> templates;

	private final Map<String, NamedWriter> writers = new ConcurrentHashMap<>();

	private final Map<String, NamedReader> readers = new ConcurrentHashMap<>();

	/** Writers of the templates. */
	private final Map<TemplateTarget, NamedWriter> templateWriters = new ConcurrentHashMap<>();

	private final WriteHooks hooks;

	private final IdGenerator ids = new AlternativeJdkIdGenerator();

	private final int maxTemplateWriters;

	private final List<NamedStreamsListener> listeners = new CopyOnWriteArrayList<>();

	private volatile boolean running;

	/**
	 * Streams of one application.
	 * @param client makes them; not closed here
	 * @param converter makes payloads and values
	 * @param writers by name
	 * @param readers by name
	 * @param templates how to write to a topic that no named writer has
	 */
	public NamedStreams(TopicClient client, TopicMessageConverter converter, Map<String, WriterDefinition> writers,
			Map<String, ReaderSettings> readers, Function<String, WriterDefinition> templates) {
		this(client, converter, writers, readers, templates, (name) -> client, (name) -> client, WriteHooks.NONE,
				MAX_TEMPLATE_WRITERS);
	}

	/**
	 * Streams of an application with several clusters.
	 * @param client the application's own; not closed here
	 * @param converter makes payloads and values
	 * @param writers by name
	 * @param readers by name
	 * @param templates how to write to a topic that no named writer has
	 * @param clientOf the client of a writer or reader, by its name
	 * @param clients clients by the name of their cluster; {@code null} is the
	 * application's own
	 * @param hooks who stands around each message that is written
	 * @param maxTemplateWriters most writers of templates, of which each is a stream
	 */
	public NamedStreams(TopicClient client, TopicMessageConverter converter, Map<String, WriterDefinition> writers,
			Map<String, ReaderSettings> readers, Function<String, WriterDefinition> templates,
			Function<String, TopicClient> clientOf, Function<@Nullable String, TopicClient> clients, WriteHooks hooks,
			int maxTemplateWriters) {
		this.clientOf = clientOf;
		this.clients = clients;
		this.converter = converter;
		this.definitions = new TreeMap<>(writers);
		this.readerSettings = new TreeMap<>(readers);
		this.templates = templates;
		this.hooks = hooks;
		this.maxTemplateWriters = maxTemplateWriters;
	}

	/**
	 * The writer of that name.
	 * @param point where it is injected; {@code null} if that is unknown
	 * @throws TopicConfigurationException if it is unknown, or its type can't be written
	 */
	public TopicWriter<Object> writer(String name, @Nullable InjectionPoint point) {
		WriterDefinition definition = this.definitions.get(name);
		if (definition == null) {
			throw new TopicConfigurationException("There is no writer '" + name + "' under ydb.topic.writers",
					NearestName.hint(name, this.definitions.keySet()));
		}
		Type type = wantedType(point, TopicWriter.class);
		String problem = (type != null) ? this.converter.whyNotWritable(type) : null;
		if (problem != null) {
			throw new TopicConfigurationException(
					"The writer '" + name + "' can't write what " + Places.of(point) + " wants: " + problem,
					"Change the type at that place, or add what converts it.");
		}
		return used(this.writers, name, () -> new NamedWriter(name, definition, this.clientOf.apply(name),
				this.converter, this.ids, this.hooks, false));
	}

	/**
	 * The reader of that name.
	 * @param point where it is injected; {@code null} if that is unknown
	 * @throws TopicConfigurationException if it is unknown, its type can't be read, or
	 * another place asked for another type
	 */
	public TopicReader<Object> reader(String name, @Nullable InjectionPoint point) {
		ReaderSettings settings = this.readerSettings.get(name);
		if (settings == null) {
			throw new TopicConfigurationException("There is no reader '" + name + "' under ydb.topic.readers",
					NearestName.hint(name, this.readerSettings.keySet()));
		}
		Type type = wantedType(point, TopicReader.class);
		String problem = (type != null) ? this.converter.whyNotReadable(type) : null;
		if (problem != null) {
			throw new TopicConfigurationException(
					"The reader '" + name + "' can't read what " + Places.of(point) + " wants: " + problem,
					"Change the type at that place, or add what converts it.");
		}
		NamedReader reader = this.readers.computeIfAbsent(name, (key) -> {
			NamedReader made = new NamedReader(key, settings, this.clientOf.apply(key), this.converter);
			this.listeners.forEach((listener) -> listener.onReader(made));
			return made;
		});
		if (type != null) {
			reader.readAs(type, Places.of(point));
		}
		if (this.running && !reader.isOpen()) {
			reader.start();
		}
		return reader;
	}

	/**
	 * The client of a template.
	 * @param name name of the cluster; {@code null} for the application's own
	 */
	TopicClient client(@Nullable String name) {
		return this.clients.apply(name);
	}

	/**
	 * The template's writer for a target; opened on its first use.
	 * @throws IllegalStateException if there are too many
	 */
	TopicWriter<Object> templateWriter(TemplateTarget target) {
		NamedWriter known = this.templateWriters.get(target);
		if (known == null && this.templateWriters.size() >= this.maxTemplateWriters) {
			throw new IllegalStateException("The template has " + this.templateWriters.size()
					+ " writers, one for each topic, producer id and partition, and needs one more for " + target.name()
					+ " (expected: at most " + this.maxTemplateWriters + ", 'ydb.topic.template.max-writers'; for a key"
					+ " of each message use a KeyedTopicWriter of the client)");
		}
		return (known != null && (known.isOpen() || !this.running)) ? known : used(this.templateWriters, target,
				() -> templateWriter(target, this.templates.apply(target.topic())));
	}

	private NamedWriter templateWriter(TemplateTarget target, WriterDefinition definition) {
		WriterSettings.Builder settings = definition.settings().toBuilder().name("template-" + target.name());
		if (target.producerId() != null) {
			settings.producerId(target.producerId());
		}
		if (target.partition() != null) {
			settings.partitionId(target.partition());
		}
		return new NamedWriter("template-" + target.name(), definition.with(settings.build()),
				this.clients.apply(target.client()), this.converter, this.ids, this.hooks.withLog(), true);
	}

	private <K> NamedWriter used(Map<K, NamedWriter> among, K key, Supplier<NamedWriter> made) {
		NamedWriter writer = among.computeIfAbsent(key, (absent) -> {
			NamedWriter added = made.get();
			this.listeners.forEach((listener) -> listener.onWriter(added));
			return added;
		});
		if (this.running && !writer.isOpen()) {
			writer.start();
		}
		return writer;
	}

	/**
	 * Adds a listener, which hears of all writers and readers, those that are there
	 * first.
	 */
	public void addListener(NamedStreamsListener listener) {
		this.listeners.add(listener);
		writers().forEach(listener::onWriter);
		readers().forEach(listener::onReader);
	}

	/** The type between the angle brackets; {@code null} if nobody says one. */
	private static @Nullable Type wantedType(@Nullable InjectionPoint point, Class<?> stream) {
		if (!(point instanceof DependencyDescriptor descriptor)) {
			return null;
		}
		ResolvableType wanted = descriptor.getResolvableType();
		if (wanted.resolve() == null || !stream.isAssignableFrom(wanted.toClass())) {
			return null;
		}
		ResolvableType value = wanted.as(stream).getGeneric(0);
		return (value.resolve() == null || value.toClass() == Object.class) ? null : value.getType();
	}

	/**
	 * The writers that are in use: by name first, then those of the template.
	 */
	public Collection<NamedWriter> writers() {
		List<NamedWriter> all = new ArrayList<>(new TreeMap<>(this.writers).values());
		all.addAll(new TreeMap<>(this.templateWriters).values());
		return all;
	}

	/**
	 * The readers that are in use.
	 */
	public Collection<NamedReader> readers() {
		return new TreeMap<>(this.readers).values();
	}

	@Override
	public void start() {
		this.running = true;
		writers().forEach(NamedWriter::start);
		readers().forEach(NamedReader::start);
	}

	@Override
	public void stop() {
		stopAll().join();
	}

	@Override
	public void stop(Runnable callback) {
		stopAll().whenComplete((done, error) -> callback.run());
	}

	private CompletableFuture<Void> stopAll() {
		this.running = false;
		List<CompletableFuture<?>> ends = new ArrayList<>();
		for (NamedReader reader : readers()) {
			ends.add(reader.stop(reader.settings().closeTimeout()));
		}
		for (NamedWriter writer : writers()) {
			Duration deadline = writer.definition().settings().closeTimeout();
			ends.add(writer.stop(deadline).thenAccept((report) -> logLeft(writer, report)));
		}
		return CompletableFuture.allOf(ends.toArray(new CompletableFuture<?>[0])).exceptionally((error) -> {
			logger.error("A writer or reader failed to close", error);
			return null;
		});
	}

	private static void logLeft(NamedWriter writer, WriterCloseReport report) {
		if (!report.isClean()) {
			logger.error("Closed {}: {}", writer, report, report.cause());
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
