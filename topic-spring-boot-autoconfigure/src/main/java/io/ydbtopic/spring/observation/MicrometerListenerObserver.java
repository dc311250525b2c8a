package io.ydbtopic.spring.observation;

import java.time.Duration;
import java.util.function.Supplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.ydbtopic.spring.listener.ListenerObserver;
import org.jspecify.annotations.Nullable;

/**
 * Times each call of a listener. Thread-safe.
 */
public final class MicrometerListenerObserver implements ListenerObserver {

	private final Supplier<@Nullable MeterRegistry> registry;

	/**
	 * An observer.
	 * @param registry asked for at each call, because it may come later than listeners;
	 * {@code null} for none
	 */
	public MicrometerListenerObserver(Supplier<@Nullable MeterRegistry> registry) {
		this.registry = registry;
	}

	@Override
	public void called(String listenerId, String topic, int messages, Duration took, @Nullable Throwable failure) {
		MeterRegistry meters = this.registry.get();
		if (meters == null) {
			return;
		}
		Timer.builder("ydb.topic.listener")
			.description("Calls of a listener")
			.tag("listener", listenerId)
			.tag("topic", topic)
			.tag("outcome", (failure == null) ? "success" : "failure")
			.tag("exception", (failure == null) ? "none" : failure.getClass().getSimpleName())
			.register(meters)
			.record(took);
		Counter.builder("ydb.topic.listener.messages")
			.description("Messages handed to a listener, each attempt counted")
			.tag("listener", listenerId)
			.tag("topic", topic)
			.register(meters)
			.increment(messages);
	}

	@Override
	public void recovered(String listenerId, String topic, int messages) {
		MeterRegistry meters = this.registry.get();
		if (meters != null) {
			Counter.builder("ydb.topic.listener.recovered")
				.description("Messages that a recoverer took over")
				.tag("listener", listenerId)
				.tag("topic", topic)
				.register(meters)
				.increment(messages);
		}
	}

}
