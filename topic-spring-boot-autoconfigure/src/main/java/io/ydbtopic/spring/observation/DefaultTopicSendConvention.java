package io.ydbtopic.spring.observation;

import io.micrometer.common.KeyValues;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.spring.observation.TopicObservation.SendHighKeys;
import io.ydbtopic.spring.observation.TopicObservation.SendKeys;

/**
 * What messages that are written are called, unless the application says otherwise.
 */
public class DefaultTopicSendConvention implements TopicSendConvention {

	@Override
	public String getName() {
		return TopicObservation.SEND_NAME;
	}

	@Override
	public String getContextualName(TopicSendContext context) {
		return "send " + context.topic();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(TopicSendContext context) {
		return KeyValues.of(SendKeys.WRITER.withValue(context.writer()), SendKeys.TOPIC.withValue(context.topic()));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(TopicSendContext context) {
		KeyValues values = KeyValues.of(SendHighKeys.SYSTEM.withValue("ydb"), SendHighKeys.OPERATION.withValue("send"));
		WriteAck ack = context.ack();
		return (ack != null) ? values.and(SendHighKeys.PARTITION.withValue(Long.toString(ack.partitionId())),
				SendHighKeys.OFFSET.withValue(Long.toString(ack.offset()))) : values;
	}

}
