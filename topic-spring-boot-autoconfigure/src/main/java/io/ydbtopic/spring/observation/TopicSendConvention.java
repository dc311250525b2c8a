package io.ydbtopic.spring.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names and key values of a {@link TopicSendContext}. A bean of this type replaces the
 * {@linkplain DefaultTopicSendConvention default}.
 */
public interface TopicSendConvention extends ObservationConvention<TopicSendContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof TopicSendContext;
	}

}
