package io.ydbtopic.spring.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.ReaderSettings;
import io.ydbtopic.spring.config.InvalidListenerException;
import io.ydbtopic.spring.config.ListenerAttributes;
import io.ydbtopic.spring.config.ListenerChecks;
import io.ydbtopic.spring.config.ListenerSetting;
import io.ydbtopic.spring.config.ListenerSettings;
import io.ydbtopic.spring.listener.AckMode;
import io.ydbtopic.spring.listener.ContainerProperties;
import io.ydbtopic.spring.listener.DeadLetterPublisher;
import io.ydbtopic.spring.listener.DefaultTopicErrorHandler;
import io.ydbtopic.spring.listener.FailureClassifier;
import io.ydbtopic.spring.listener.LagReadiness;
import io.ydbtopic.spring.listener.Ordering;
import io.ydbtopic.spring.listener.RateLimit;
import io.ydbtopic.spring.listener.TopicErrorHandler;
import io.ydbtopic.spring.listener.TopicRecoverer;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Completes what a listener says with the configuration. From the weakest to the
 * strongest: {@code ydb.topic.listener}, {@code ydb.topic.listeners.<id>}, the listener's
 * own properties, its other attributes. For reading the same with
 * {@code ydb.topic.reader} and {@code ydb.topic.readers.<reader>}.
 */
final class ConfiguredListenerSettings implements ListenerSettings {

	private final Environment environment;

	private final TopicProperties properties;

	/** What a listener writes with. */
	private final Function<ListenerAttributes, BiFunction<String, OutgoingMessage<byte[]>, CompletionStage<?>>> deadLetters;

	private final DoubleSupplier random;

	ConfiguredListenerSettings(Environment environment, TopicProperties properties,
			Function<ListenerAttributes, BiFunction<String, OutgoingMessage<byte[]>, CompletionStage<?>>> deadLetters,
			DoubleSupplier random) {
		this.environment = environment;
		this.properties = properties;
		this.deadLetters = deadLetters;
		this.random = random;
	}

	@Override
	public ContainerProperties properties(ListenerAttributes attributes) {
		BoundListener bound = BoundListener.of(this.environment, this.properties, attributes);
		ReaderProperties reading = bound.reader();
		if (!Objects.equals(reading.getClient(), attributes.client())) {
			throw new InvalidListenerException(attributes.origin(),
					"its reader '" + attributes.reader() + "' is of client '" + reading.getClient() + "'",
					"Say so where the listener is declared, too: client = \"" + reading.getClient() + "\".");
		}
		List<String> topics = attributes.topics().isEmpty() ? reading.getTopics() : attributes.topics();
		String consumer = (attributes.consumer() != null) ? attributes.consumer() : reading.getConsumer();
		ListenerChecks.check(attributes.origin(), topics, consumer, reading.getPartitions().isEmpty());
		ReaderSettings reader = TopicPropertiesMapper.reader(bound.readerValues(), attributes.id(), reading, topics,
				consumer);
		ListenerProperties listening = bound.listener();
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
		return bound.listenerValues()
			.checkAll(() -> new ContainerProperties(reader,
					(autoStartup != null) ? autoStartup : listening.isAutoStartup(),
					(concurrency != null) ? concurrency : listening.getConcurrency(),
					(ackMode != null) ? ackMode : listening.getAckMode(), listening.getMaxUncommitted(),
					listening.getShutdown(), listening.getShutdownTimeout(), listening.getStartupPolicy(),
					listening.getStartupTimeout(), (ordering != null) ? ordering : listening.getOrdering(),
					StringUtils.hasText(listening.getGroup()) ? listening.getGroup() : null,
					listening.getIdleEventInterval(), readiness(bound)));
	}

	private static @Nullable LagReadiness readiness(BoundListener bound) {
		ReaderProperties.Readiness readiness = bound.reader().getReadiness();
		Duration maxLag = readiness.getMaxLag();
		return (maxLag != null)
				? bound.readerValues().check("readiness.max-lag", () -> new LagReadiness(maxLag, readiness.getMode()))
				: null;
	}

	@Override
	public TopicErrorHandler errorHandler(ListenerAttributes attributes) {
		BoundListener bound = BoundListener.of(this.environment, this.properties, attributes);
		ListenerProperties.Retry retry = bound.listener().getRetry();
		return new DefaultTopicErrorHandler(TopicPropertiesMapper.backoff(bound.listenerValues().at("retry"), retry),
				new FailureClassifier(retry.getExclude(), retry.getInclude()), recoverer(bound), this.random);
	}

	@Override
	public @Nullable RateLimit rateLimit(ListenerAttributes attributes) {
		BoundListener bound = BoundListener.of(this.environment, this.properties, attributes);
		String limit = bound.listener().getRateLimit();
		return StringUtils.hasText(limit) ? bound.listenerValues().check("rate-limit", () -> RateLimit.of(limit))
				: null;
	}

	@Override
	public @Nullable String dedupe(ListenerAttributes attributes) {
		if (attributes.dedupe() != null) {
			return attributes.dedupe();
		}
		String configured = BoundListener.of(this.environment, this.properties, attributes).listener().getDedupe();
		return StringUtils.hasText(configured) ? configured : null;
	}

	@Override
	public List<ListenerSetting> explain(ListenerAttributes attributes, ContainerProperties properties) {
		return new ListenerExplanation(BoundListener.of(this.environment, this.properties, attributes)).of(properties);
	}

	private @Nullable TopicRecoverer recoverer(BoundListener bound) {
		return switch (bound.listener().getOnExhausted()) {
			case STOP -> null;
			case SKIP -> TopicRecoverer.skipping();
			case DEAD_LETTER -> {
				String topic = bound.listener().getDeadLetter().getTopic();
				if (!StringUtils.hasText(topic)) {
					throw new InvalidTopicPropertyException(bound.listenerValues().key("dead-letter.topic"),
							"not set, but on-exhausted is dead-letter (expected: the path of a topic, for example"
									+ " \"{topic}-dead\")",
							null);
				}
				yield new DeadLetterPublisher(topic, this.deadLetters.apply(bound.attributes()));
			}
		};
	}

}
