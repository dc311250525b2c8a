package io.ydbtopic.spring.config;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

import io.ydbtopic.spring.support.TopicMessageConverter;
import org.jspecify.annotations.Nullable;
import org.springframework.validation.Validator;

/**
 * Collects endpoints while the application is put together, and hands them to the
 * registry when all beans are there. For the thread that starts the application.
 */
public class TopicListenerEndpointRegistrar {

	private final List<Declared> declared = new ArrayList<>();

	private @Nullable TopicMessageConverter messageConverter;

	private @Nullable Validator validator;

	/**
	 * Adds an endpoint, for the default container factory.
	 */
	public void register(TopicListenerEndpoint endpoint) {
		register(endpoint, null);
	}

	/**
	 * Adds an endpoint.
	 * @param factory name of the container factory; {@code null} for the default one
	 */
	public void register(TopicListenerEndpoint endpoint, @Nullable String factory) {
		this.declared.add(new Declared(endpoint, factory));
	}

	/**
	 * Converts payloads for annotated methods; {@code null} for the application's
	 * converter.
	 */
	public void setMessageConverter(@Nullable TopicMessageConverter messageConverter) {
		this.messageConverter = messageConverter;
	}

	/**
	 * Converts payloads for annotated methods.
	 */
	public @Nullable TopicMessageConverter messageConverter() {
		return this.messageConverter;
	}

	/**
	 * Validates payloads of annotated methods; {@code null} for the application's
	 * validator.
	 */
	public void setValidator(@Nullable Validator validator) {
		this.validator = validator;
	}

	/**
	 * Validates payloads of annotated methods.
	 */
	public @Nullable Validator validator() {
		return this.validator;
	}

	/**
	 * Hands everything to the registry.
	 * @param factories finds a container factory by name, for what was declared at a
	 * place; {@code null} asks for the default
	 */
	public void flush(TopicListenerEndpointRegistry registry,
			BiFunction<String, @Nullable String, TopicListenerContainerFactory> factories) {
		for (Declared one : this.declared) {
			registry.register(one.endpoint(), factories.apply(one.endpoint().attributes().origin(), one.factory()));
		}
		this.declared.clear();
	}

	private record Declared(TopicListenerEndpoint endpoint, @Nullable String factory) {
	}

}
