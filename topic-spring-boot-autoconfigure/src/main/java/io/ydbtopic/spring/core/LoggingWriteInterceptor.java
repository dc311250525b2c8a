package io.ydbtopic.spring.core;

import io.ydbtopic.client.OutgoingMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs messages that could not be written, without their payload. What an application has
 * unless it defines an interceptor of its own. Stateless.
 */
public final class LoggingWriteInterceptor implements TopicWriteInterceptor {

	private static final Logger logger = LoggerFactory.getLogger(LoggingWriteInterceptor.class);

	@Override
	public void failed(String topic, OutgoingMessage<?> message, Throwable failure) {
		logger.error("A message for topic '{}' was not written (its value is a {})", topic,
				message.value().getClass().getName(), failure);
	}

}
