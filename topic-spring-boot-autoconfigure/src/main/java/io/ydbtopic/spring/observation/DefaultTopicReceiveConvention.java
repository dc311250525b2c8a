package io.ydbtopic.spring.observation;

import io.micrometer.common.KeyValues;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.spring.observation.TopicObservation.ListenerHighKeys;
import io.ydbtopic.spring.observation.TopicObservation.ListenerKeys;

/**
 * What the calls of a listener are called, unless the application says otherwise.
 */
public class DefaultTopicReceiveConvention implements TopicReceiveConvention {

	@Override
	public String getName() {
		return TopicObservation.LISTENER_NAME;
	}

	@Override
	public String getContextualName(TopicReceiveContext context) {
		return "process " + context.messages().get(0).topic();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(TopicReceiveContext context) {
		String consumer = context.consumer();
		return KeyValues.of(ListenerKeys.LISTENER.withValue(context.listenerId()),
				ListenerKeys.TOPIC.withValue(context.messages().get(0).topic()),
				ListenerKeys.CONSUMER.withValue((consumer != null) ? consumer : ""));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(TopicReceiveContext context) {
		ReceivedMessage<?> first = context.messages().get(0);
		KeyValues values = KeyValues.of(ListenerHighKeys.SYSTEM.withValue("ydb"),
				ListenerHighKeys.OPERATION.withValue("process"),
				ListenerHighKeys.PARTITION.withValue(Long.toString(first.partitionId())),
				ListenerHighKeys.OFFSET.withValue(Long.toString(first.offset())),
				ListenerHighKeys.ATTEMPT.withValue(Integer.toString(context.attempt())));
		return context.isBatch()
				? values.and(ListenerHighKeys.BATCH_SIZE.withValue(Integer.toString(context.messages().size())))
				: values;
	}

}
