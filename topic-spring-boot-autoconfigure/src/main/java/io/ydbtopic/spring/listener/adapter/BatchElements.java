package io.ydbtopic.spring.listener.adapter;

import java.lang.reflect.Type;
import java.util.List;

import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.spring.support.TopicMessageConverter;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;

/**
 * Makes the elements of a list that a method takes: values, messages with a value, or
 * received messages. Immutable.
 */
final class BatchElements {

	private enum Kind {

		WHOLE, VALUE, MESSAGE, RECEIVED

	}

	private final Kind kind;

	private final Type type;

	private final TopicMessageConverter converter;

	private BatchElements(Kind kind, Type type, TopicMessageConverter converter) {
		this.kind = kind;
		this.type = type;
		this.converter = converter;
	}

	/** What a parameter of type {@code List} or {@code MessageBatch} takes. */
	static BatchElements of(MethodParameter parameter, TopicMessageConverter converter) {
		if (parameter.getParameterType() == MessageBatch.class) {
			return new BatchElements(Kind.WHOLE, byte[].class, converter);
		}
		ResolvableType element = ResolvableType.forMethodParameter(parameter).as(List.class).getGeneric(0);
		Class<?> raw = element.resolve(byte[].class);
		if (raw == Message.class) {
			return new BatchElements(Kind.MESSAGE, PayloadParameter.elementType(element), converter);
		}
		if (raw == ReceivedMessage.class) {
			return new BatchElements(Kind.RECEIVED, PayloadParameter.elementType(element), converter);
		}
		return new BatchElements(Kind.VALUE, (element.resolve() != null) ? element.getType() : byte[].class, converter);
	}

	/** The type that payloads are read as; {@code null} if they are not read here. */
	@Nullable Type valueType() {
		return (this.kind == Kind.WHOLE) ? null : this.type;
	}

	/** Whether the method takes the batch itself. */
	boolean isWhole() {
		return this.kind == Kind.WHOLE;
	}

	/** The element for a message; fails if its payload can't be read. */
	Object element(DeliveredMessage message) {
		return switch (this.kind) {
			case WHOLE, VALUE -> this.converter.fromMessage(message, this.type);
			case MESSAGE ->
				MessageBuilder.createMessage(this.converter.fromMessage(message, this.type), message.getHeaders());
			case RECEIVED -> new ConvertedMessage(message, this.type, this.converter);
		};
	}

}
