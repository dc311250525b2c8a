package io.ydbtopic.spring.observation;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.ydbtopic.client.PartitionSession;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.spring.listener.ListenerObserver;
import io.ydbtopic.spring.listener.ObservedCall;
import org.jspecify.annotations.Nullable;

/**
 * Counts what listeners do, and times each call unless observations do that already.
 * Thread-safe.
 */
public final class MicrometerListenerObserver implements ListenerObserver {

	private final Supplier<@Nullable MeterRegistry> registry;

	private final BooleanSupplier timed;

	/** First offset behind what was handed out, of each session that is open. */
	private final Map<PartitionSession, Long> handedOut = new ConcurrentHashMap<>();

	/**
	 * Meters that were registered: to look one up in its registry by name and tags costs
	 * a single record more than the call of its listener.
	 */
	private final Map<Outcome, Timer> timers = new ConcurrentHashMap<>();

	private final Map<Outcome, Counter> counters = new ConcurrentHashMap<>();

	/**
	 * An observer.
	 * @param registry asked for at each call, because it may come later than listeners;
	 * {@code null} for none
	 * @param timed whether calls are timed
	 */
	public MicrometerListenerObserver(Supplier<@Nullable MeterRegistry> registry, BooleanSupplier timed) {
		this.registry = registry;
		this.timed = timed;
	}

	@Override
	public ObservedCall begin(String listenerId, @Nullable String consumer, List<? extends ReceivedMessage<?>> messages,
			boolean batch, int attempt) {
		ReceivedMessage<?> last = messages.get(messages.size() - 1);
		this.handedOut.merge(last.session(), last.offset() + 1, Math::max);
		return ObservedCall.NONE;
	}

	@Override
	public void called(String listenerId, @Nullable String consumer, String topic, int messages, Duration took,
			@Nullable Throwable failure) {
		MeterRegistry meters = this.registry.get();
		if (meters == null) {
			return;
		}
		if (this.timed.getAsBoolean()) {
			Outcome outcome = new Outcome(meters, listenerId, topic, (failure != null) ? failure.getClass() : null);
			Timer timer = this.timers.get(outcome);
			((timer != null) ? timer : this.timers.computeIfAbsent(outcome, (key) -> timer(key, consumer)))
				.record(took);
		}
		Outcome any = new Outcome(meters, listenerId, topic, null);
		Counter counter = this.counters.get(any);
		((counter != null) ? counter : this.counters.computeIfAbsent(any, MicrometerListenerObserver::counter))
			.increment(messages);
	}

	private static Timer timer(Outcome outcome, @Nullable String consumer) {
		return Timer.builder("ydb.topic.listener")
			.description("Calls of a listener")
			.tag("listener", outcome.listener)
			.tag("topic", outcome.topic)
			.tag("consumer", (consumer != null) ? consumer : "")
			.tag("error", (outcome.failure == null) ? "none" : outcome.failure.getSimpleName())
			.register(outcome.meters);
	}

	private static Counter counter(Outcome outcome) {
		return Counter.builder("ydb.topic.listener.messages")
			.description("Messages handed to a listener, each attempt counted")
			.tag("listener", outcome.listener)
			.tag("topic", outcome.topic)
			.register(outcome.meters);
	}

	@Override
	public void partitionEnded(String listenerId, PartitionSession session) {
		Long next = this.handedOut.remove(session);
		MeterRegistry meters = this.registry.get();
		if (meters != null) {
			Counter.builder("ydb.topic.handover.redelivered")
				.description("Messages that were handed to a listener and not committed when their partition went away:"
						+ " they come again")
				.tag("listener", listenerId)
				.tag("topic", session.topic())
				.register(meters)
				.increment((double) ((next != null) ? Math.max(0, next - session.committedOffset()) : 0));
		}
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

	/** What meters of calls differ in; a listener has one consumer. */
	private record Outcome(MeterRegistry meters, String listener, String topic,
			@Nullable Class<? extends Throwable> failure) {
	}

}
