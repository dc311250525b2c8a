package io.ydbtopic.spring.annotation;

import java.lang.reflect.AnnotatedElement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.ydbtopic.spring.config.InvalidListenerException;
import io.ydbtopic.spring.config.ListenerAttributes;
import io.ydbtopic.spring.config.RetryTopicEndpoints;
import io.ydbtopic.spring.config.TopicListenerEndpoint;
import io.ydbtopic.spring.listener.DefaultTopicErrorHandler.Backoff;
import io.ydbtopic.spring.listener.FailureClassifier;
import io.ydbtopic.spring.listener.RetryChain;
import io.ydbtopic.spring.listener.adapter.ListenerMethods;
import io.ydbtopic.spring.support.DeclaredText;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

/**
 * Makes the endpoints of a listener with {@link RetryTopics}. Its errors name the method
 * and the attribute. For the thread that starts the application.
 */
final class RetryTopicsResolver {

	private final BeanFactory beans;

	private final DeclaredText text;

	RetryTopicsResolver(BeanFactory beans) {
		this.beans = beans;
		this.text = new DeclaredText(beans);
	}

	/** All endpoints of a listener; just its own if it has no retry topics. */
	List<TopicListenerEndpoint> endpoints(FoundListener found, TopicListenerEndpoint endpoint,
			ListenerMethods methods) {
		AnnotatedElement element = found.element();
		RetryTopics annotation = AnnotatedElementUtils.findMergedAnnotation(element, RetryTopics.class);
		if (annotation == null) {
			return List.of(endpoint);
		}
		ListenerAttributes attributes = endpoint.attributes();
		String consumer = attributes.consumer();
		if (attributes.topics().isEmpty() || consumer == null) {
			throw new InvalidListenerException(attributes.origin(),
					"it has @RetryTopics but does not name " + ((consumer == null) ? "a consumer" : "topics"),
					"Name topics and consumer in @TopicListener: the names of the retry topics are made of them.");
		}
		RetryChain chain = chain(annotation, attributes, consumer);
		List<TopicListenerEndpoint> endpoints = new ArrayList<>(RetryTopicEndpoints.of(endpoint, chain));
		if (chain.deadLetterTopic() != null) {
			found.deadLetterMethod()
				.ifPresent((method) -> endpoints.add(methods
					.endpoint(RetryTopicEndpoints.deadLetters(attributes, chain), found.bean(), method, null)));
		}
		return endpoints;
	}

	private RetryChain chain(RetryTopics annotation, ListenerAttributes attributes, String consumer) {
		try {
			Backoff backoff = new Backoff(Integer.parseInt(one(annotation.attempts())), time(annotation.delay()),
					Double.parseDouble(one(annotation.multiplier())), time(annotation.maxDelay()), 0);
			String deadLetterTopic = one(annotation.deadLetterTopic());
			return new RetryChain(consumer, one(annotation.topic()), deadLetterTopic.isBlank() ? null : deadLetterTopic,
					backoff,
					new FailureClassifier(this.text.list(annotation.exclude()), this.text.list(annotation.include())),
					(topic, message) -> attributes.operations(this.beans).send(topic, message));
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidListenerException(attributes.origin(), "@RetryTopics can't be used: " + ex.getMessage(),
					"Correct @RetryTopics.", ex);
		}
	}

	private String one(String declared) {
		return String.valueOf(this.text.evaluate(declared)).strip();
	}

	private Duration time(String declared) {
		return DurationFormatterUtils.detectAndParse(one(declared), DurationFormat.Unit.MILLIS);
	}

}
