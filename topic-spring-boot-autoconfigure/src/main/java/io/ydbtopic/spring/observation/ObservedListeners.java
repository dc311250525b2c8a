package io.ydbtopic.spring.observation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.spring.listener.ListenerObserver;
import io.ydbtopic.spring.listener.ObservedCall;
import org.jspecify.annotations.Nullable;

/**
 * Makes an observation of each call of a listener. Its scope is open while the listener
 * runs, and again while the error handler and the recoverer do; a listener that returns a
 * future is observed until that is done. Thread-safe.
 */
public final class ObservedListeners implements ListenerObserver {

	private static final TopicReceiveConvention DEFAULT = new DefaultTopicReceiveConvention();

	private static final TopicReceiveConvention RECORD = new DefaultTopicRecordConvention();

	private final Supplier<ObservationRegistry> registry;

	private final @Nullable TopicReceiveConvention convention;

	private final boolean recordsInBatch;

	/**
	 * An observer.
	 * @param registry asked for at each call, because it may come later than listeners
	 * @param convention the application's own; {@code null} for the default
	 * @param recordsInBatch whether each message of a batch is observed, too
	 */
	public ObservedListeners(Supplier<ObservationRegistry> registry, @Nullable TopicReceiveConvention convention,
			boolean recordsInBatch) {
		this.registry = registry;
		this.convention = convention;
		this.recordsInBatch = recordsInBatch;
	}

	@Override
	public ObservedCall begin(String listenerId, @Nullable String consumer, List<? extends ReceivedMessage<?>> messages,
			boolean batch, int attempt) {
		ObservationRegistry observations = this.registry.get();
		if (observations.isNoop()) {
			return ObservedCall.NONE;
		}
		TopicReceiveContext context = new TopicReceiveContext(listenerId, consumer, messages, batch, attempt);
		Observation call = TopicObservation.LISTENER.observation(this.convention, DEFAULT, () -> context, observations)
			.start();
		List<Observation> records = new ArrayList<>();
		if (batch && this.recordsInBatch) {
			for (ReceivedMessage<?> message : messages) {
				records.add(
						TopicObservation.RECORD
							.observation(null, RECORD,
									() -> new TopicRecordContext(listenerId, consumer, message, attempt), observations)
							.start());
			}
		}
		return new Observed(call, records);
	}

	/** A call, and those of its messages that are observed for themselves. */
	private record Observed(Observation call, List<Observation> records) implements ObservedCall {

		@Override
		public Scope enter() {
			return this.call.openScope()::close;
		}

		@Override
		public void failed(Throwable failure) {
			this.call.error(failure);
			this.records.forEach((message) -> message.error(failure));
		}

		@Override
		public void end() {
			this.records.forEach(Observation::stop);
			this.call.stop();
		}

	}

}
