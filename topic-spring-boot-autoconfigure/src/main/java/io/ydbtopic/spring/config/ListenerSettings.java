package io.ydbtopic.spring.config;

import java.util.List;
import java.util.function.DoubleSupplier;

import io.ydbtopic.client.ReaderSettings;
import io.ydbtopic.spring.listener.AckMode;
import io.ydbtopic.spring.listener.ContainerProperties;
import io.ydbtopic.spring.listener.DefaultTopicErrorHandler;
import io.ydbtopic.spring.listener.FailureClassifier;
import io.ydbtopic.spring.listener.Ordering;
import io.ydbtopic.spring.listener.RateLimit;
import io.ydbtopic.spring.listener.TopicErrorHandler;
import org.jspecify.annotations.Nullable;

/**
 * Completes what was said about a listener with what is configured.
 */
public interface ListenerSettings {

	/**
	 * How a listener runs.
	 * @throws io.ydbtopic.spring.support.TopicConfigurationException if that can't work;
	 * it names the place
	 */
	ContainerProperties properties(ListenerAttributes attributes);

	/**
	 * What handles failures of a listener that names no bean for it.
	 */
	TopicErrorHandler errorHandler(ListenerAttributes attributes);

	/**
	 * How many messages a listener gets in a time; {@code null} for as many as it can
	 * handle.
	 */
	default @Nullable RateLimit rateLimit(ListenerAttributes attributes) {
		return null;
	}

	/**
	 * What remembers which messages a listener has handled: "memory", "jdbc" or the name
	 * of a bean; {@code null} for nothing.
	 */
	default @Nullable String dedupe(ListenerAttributes attributes) {
		return attributes.dedupe();
	}

	/**
	 * Each setting as it is in force, and where it came from; what was said first, then
	 * what is by default. Empty if nothing is known of that.
	 * @param properties how the listener runs
	 */
	default List<ListenerSetting> explain(ListenerAttributes attributes, ContainerProperties properties) {
		return List.of();
	}

	/**
	 * Settings without any configuration: the attributes, and defaults.
	 * @param random for the jitter of delays
	 */
	static ListenerSettings defaults(DoubleSupplier random) {
		return new ListenerSettings() {

			@Override
			public ContainerProperties properties(ListenerAttributes attributes) {
				ListenerChecks.check(attributes.origin(), attributes.topics(), attributes.consumer(), true);
				ReaderSettings reader = ReaderSettings.builder()
					.name(attributes.id())
					.consumer(attributes.consumer())
					.topics(attributes.topics().toArray(new String[0]))
					.build();
				ContainerProperties base = ContainerProperties.of(reader);
				Integer concurrency = attributes.concurrency();
				Boolean autoStartup = attributes.autoStartup();
				AckMode ackMode = attributes.ackMode();
				Ordering ordering = attributes.ordering();
				return new ContainerProperties(reader, (autoStartup != null) ? autoStartup : base.autoStartup(),
						(concurrency != null) ? concurrency : base.concurrency(),
						(ackMode != null) ? ackMode : base.ackMode(), base.maxUncommitted(), base.shutdown(),
						base.shutdownTimeout(), base.startupPolicy(), base.startupTimeout(),
						(ordering != null) ? ordering : base.ordering());
			}

			@Override
			public TopicErrorHandler errorHandler(ListenerAttributes attributes) {
				return new DefaultTopicErrorHandler(DefaultTopicErrorHandler.Backoff.DEFAULT,
						new FailureClassifier(List.of(), List.of()), null, random);
			}

		};
	}

}
