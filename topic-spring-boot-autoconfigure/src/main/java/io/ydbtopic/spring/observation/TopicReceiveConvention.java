package io.ydbtopic.spring.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names and key values of a {@link TopicReceiveContext}. A bean of this type replaces the
 * {@linkplain DefaultTopicReceiveConvention default}.
 */
public interface TopicReceiveConvention extends ObservationConvention<TopicReceiveContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof TopicReceiveContext;
	}

}
