package io.ydbtopic.spring.autoconfigure;

import io.ydbtopic.spring.support.TopicConfigurationException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what is wrong with the set-up and what to do about it.
 */
class TopicConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<TopicConfigurationException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, TopicConfigurationException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
	}

}
