package io.ydbtopic.spring.observation;

import java.util.List;
import java.util.function.Supplier;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.ydbtopic.client.MetadataItem;
import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.spring.core.TopicWriteObserver;
import io.ydbtopic.spring.support.MetadataLimits;
import org.jspecify.annotations.Nullable;

/**
 * Makes an observation of each message that is written, until its ack, and puts its trace
 * into the metadata, if there is room for it. Thread-safe.
 */
public final class ObservedWriters implements TopicWriteObserver {

	private static final TopicSendConvention DEFAULT = new DefaultTopicSendConvention();

	private final Supplier<ObservationRegistry> registry;

	private final @Nullable TopicSendConvention convention;

	/**
	 * An observer.
	 * @param registry asked for at each message, because it may come later than writers
	 * @param convention the application's own; {@code null} for the default
	 */
	public ObservedWriters(Supplier<ObservationRegistry> registry, @Nullable TopicSendConvention convention) {
		this.registry = registry;
		this.convention = convention;
	}

	@Override
	public @Nullable ObservedWrite begin(String writer, String topic, OutgoingMessage<?> message) {
		ObservationRegistry observations = this.registry.get();
		if (observations.isNoop()) {
			return null;
		}
		TopicSendContext context = new TopicSendContext(writer, topic, message);
		Observation observation = TopicObservation.SEND
			.observation(this.convention, DEFAULT, () -> context, observations)
			.start();
		return new Observed(context, observation);
	}

	/** One message. */
	private record Observed(TopicSendContext context, Observation observation) implements ObservedWrite {

		@Override
		public OutgoingMessage<?> message() {
			OutgoingMessage<?> plain = this.context.message();
			List<MetadataItem> items = this.context.getCarrier();
			return new OutgoingMessage<>(plain.value(), plain.sequenceNumber(), plain.createdAt(),
					(items != null && MetadataLimits.fit(items)) ? items : plain.metadata(), plain.encoding(),
					plain.transaction());
		}

		@Override
		public void end(@Nullable WriteAck ack, @Nullable Throwable failure) {
			if (ack != null) {
				this.context.acknowledged(ack);
			}
			if (failure != null) {
				this.observation.error(failure);
			}
			this.observation.stop();
		}

	}

}
