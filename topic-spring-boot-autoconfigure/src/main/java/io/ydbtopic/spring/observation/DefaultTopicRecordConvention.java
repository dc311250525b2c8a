package io.ydbtopic.spring.observation;

/**
 * What the messages of a batch are called that are observed for themselves.
 */
public class DefaultTopicRecordConvention extends DefaultTopicReceiveConvention {

	@Override
	public String getName() {
		return TopicObservation.RECORD_NAME;
	}

}
