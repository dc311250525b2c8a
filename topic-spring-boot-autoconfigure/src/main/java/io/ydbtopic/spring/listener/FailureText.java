package io.ydbtopic.spring.listener;

import io.ydbtopic.client.error.MessageUnreadableException;
import org.slf4j.spi.LoggingEventBuilder;
import org.springframework.messaging.MessagingException;
import org.springframework.messaging.converter.MessageConversionException;

/**
 * What may be said about a failure in logs and health. Messages of converters and
 * validators quote what they could not read, so of those only the classes are named.
 */
final class FailureText {

	private FailureText() {
	}

	static String of(Throwable failure) {
		if (quotesPayload(failure)) {
			Throwable cause = failure.getCause();
			String name = failure.getClass().getName();
			return (cause != null) ? name + " caused by " + cause.getClass().getName() : name;
		}
		return failure.toString();
	}

	/** Logs a failure, with its stack trace only where that quotes nothing. */
	static void log(LoggingEventBuilder log, String what, ListenerFailure failure) {
		if (!quotesPayload(failure.cause())) {
			log = log.setCause(failure.cause());
		}
		log.log("{}: {}", what, failure);
	}

	/** Whether the text of a failure, or of one of its causes, may repeat a payload. */
	static boolean quotesPayload(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof MessagingException || cause instanceof MessageConversionException
					|| cause instanceof MessageUnreadableException) {
				return true;
			}
		}
		return false;
	}

}
