package io.ydbtopic.spring.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.DoubleSupplier;

import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.ReaderSettings;
import io.ydbtopic.spring.config.InvalidListenerException;
import io.ydbtopic.spring.config.ListenerAttributes;
import io.ydbtopic.spring.config.ListenerChecks;
import io.ydbtopic.spring.config.ListenerSettings;
import io.ydbtopic.spring.listener.AckMode;
import io.ydbtopic.spring.listener.ContainerProperties;
import io.ydbtopic.spring.listener.DeadLetterPublisher;
import io.ydbtopic.spring.listener.DefaultTopicErrorHandler;
import io.ydbtopic.spring.listener.FailureClassifier;
import io.ydbtopic.spring.listener.Ordering;
import io.ydbtopic.spring.listener.TopicErrorHandler;
import io.ydbtopic.spring.listener.TopicRecoverer;
import io.ydbtopic.spring.support.NearestName;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.StringUtils;

/**
 * Completes what a listener says with the configuration. From the weakest to the
 * strongest: {@code ydb.topic.listener}, {@code ydb.topic.listeners.<id>}, the listener's
 * own properties, its other attributes. For reading the same with
 * {@code ydb.topic.readers.<reader>} first.
 */
final class ConfiguredListenerSettings implements ListenerSettings {

	private static final KeyedValues ROOT = new KeyedValues(TopicProperties.PREFIX);

	private final Binder binder;

	private final TopicProperties properties;

	private final BiFunction<String, OutgoingMessage<byte[]>, CompletionStage<?>> deadLetters;

	private final DoubleSupplier random;

	ConfiguredListenerSettings(Binder binder, TopicProperties properties,
			BiFunction<String, OutgoingMessage<byte[]>, CompletionStage<?>> deadLetters, DoubleSupplier random) {
		this.binder = binder;
		this.properties = properties;
		this.deadLetters = deadLetters;
		this.random = random;
	}

	@Override
	public ContainerProperties properties(ListenerAttributes attributes) {
		Bound bound = bind(attributes);
		ReaderProperties reading = bound.reader;
		List<String> topics = attributes.topics().isEmpty() ? reading.getTopics() : attributes.topics();
		String consumer = (attributes.consumer() != null) ? attributes.consumer() : reading.getConsumer();
		ListenerChecks.check(attributes.origin(), topics, consumer, reading.getPartitions().isEmpty());
		ReaderSettings reader = TopicPropertiesMapper.reader(bound.readerValues, attributes.id(), reading, topics,
				consumer);
		ListenerProperties listening = bound.listener;
		Integer concurrency = attributes.concurrency();
		Boolean autoStartup = attributes.autoStartup();
		AckMode ackMode = attributes.ackMode();
		Ordering ordering = attributes.ordering();
		if (concurrency != null && (concurrency < 1 || concurrency > ContainerProperties.MOST_CONCURRENCY)) {
			throw new InvalidListenerException(attributes.origin(),
					"concurrency is " + concurrency + " (expected: between 1 and "
							+ ContainerProperties.MOST_CONCURRENCY + ")",
					"Correct the attribute 'concurrency' of @TopicListener.");
		}
		return bound.listenerValues.checkAll(
				() -> new ContainerProperties(reader, (autoStartup != null) ? autoStartup : listening.isAutoStartup(),
						(concurrency != null) ? concurrency : listening.getConcurrency(),
						(ackMode != null) ? ackMode : listening.getAckMode(), listening.getMaxUncommitted(),
						listening.getShutdown(), listening.getShutdownTimeout(), listening.getStartupPolicy(),
						listening.getStartupTimeout(), (ordering != null) ? ordering : listening.getOrdering()));
	}

	@Override
	public TopicErrorHandler errorHandler(ListenerAttributes attributes) {
		Bound bound = bind(attributes);
		ListenerProperties.Retry retry = bound.listener.getRetry();
		return new DefaultTopicErrorHandler(TopicPropertiesMapper.backoff(bound.listenerValues.at("retry"), retry),
				new FailureClassifier(retry.getExclude(), retry.getInclude()), recoverer(bound), this.random);
	}

	private @Nullable TopicRecoverer recoverer(Bound bound) {
		return switch (bound.listener.getOnExhausted()) {
			case STOP -> null;
			case SKIP -> TopicRecoverer.skipping();
			case DEAD_LETTER -> {
				String topic = bound.listener.getDeadLetter().getTopic();
				if (!StringUtils.hasText(topic)) {
					throw new InvalidTopicPropertyException(bound.listenerValues.key("dead-letter.topic"),
							"not set, but on-exhausted is dead-letter (expected: the path of a topic, for example"
									+ " \"{topic}-dead\")",
							null);
				}
				yield new DeadLetterPublisher(topic, this.deadLetters);
			}
		};
	}

	private Bound bind(ListenerAttributes attributes) {
		ListenerProperties listener = new ListenerProperties();
		this.binder.bind(TopicProperties.PREFIX + ".listener", Bindable.ofInstance(listener));
		KeyedValues listenerValues = ROOT.at("listener");
		ConfigurationPropertyName own = ConfigurationPropertyName.of(TopicProperties.PREFIX + ".listeners")
			.append("[" + attributes.id() + "]");
		if (this.binder.bind(own, Bindable.ofInstance(listener)).isBound()) {
			listenerValues = ROOT.at("listeners." + attributes.id());
		}
		ReaderProperties reader = new ReaderProperties();
		KeyedValues readerValues = new KeyedValues(attributes.origin());
		String name = attributes.reader();
		if (name != null) {
			if (!this.properties.getReaders().containsKey(name)) {
				throw new InvalidListenerException(attributes.origin(),
						"there is no reader '" + name + "' under ydb.topic.readers",
						NearestName.hint(name, this.properties.getReaders().keySet()));
			}
			ConfigurationPropertyName key = ConfigurationPropertyName.of(TopicProperties.PREFIX + ".readers")
				.append("[" + name + "]");
			this.binder.bind(key, Bindable.ofInstance(reader));
			readerValues = ROOT.at("readers." + name);
		}
		if (!attributes.properties().isEmpty()) {
			bindOwn(attributes, listener, reader);
			listenerValues = new KeyedValues(attributes.origin() + ", properties");
			readerValues = listenerValues;
		}
		return new Bound(listener, listenerValues, reader, readerValues);
	}

	/** What is said on the listener itself; each key must be one of either kind. */
	private static void bindOwn(ListenerAttributes attributes, ListenerProperties listener, ReaderProperties reader) {
		Map<String, String> unused = new TreeMap<>(attributes.properties());
		for (Map.Entry<String, String> entry : attributes.properties().entrySet()) {
			Binder one = new Binder(
					new MapConfigurationPropertySource(Map.of("own." + entry.getKey(), entry.getValue())));
			try {
				boolean known = OwnKeys.LISTENER.contains(entry.getKey())
						&& one.bind("own", Bindable.ofInstance(listener)).isBound();
				known |= OwnKeys.READER.contains(entry.getKey())
						&& one.bind("own", Bindable.ofInstance(reader)).isBound();
				if (known) {
					unused.remove(entry.getKey());
				}
			}
			catch (BindException ex) {
				throw new InvalidListenerException(attributes.origin(),
						"the property '" + entry.getKey() + "' can't be '" + entry.getValue() + "'",
						"Correct the attribute 'properties' of @TopicListener.", ex);
			}
		}
		for (String key : unused.keySet()) {
			throw new InvalidListenerException(attributes.origin(), "there is no property '" + key + "' for a listener",
					NearestName.hint(key, OwnKeys.all()));
		}
	}

	private record Bound(ListenerProperties listener, KeyedValues listenerValues, ReaderProperties reader,
			KeyedValues readerValues) {
	}

}
