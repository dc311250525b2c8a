package io.ydbtopic.spring.listener.adapter;

import java.lang.reflect.Type;
import java.util.List;

import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.spring.listener.DeliveryContext;
import io.ydbtopic.spring.support.TopicMessageConverter;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.validation.Validator;

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

	/** Checks each value; {@code null} if the parameter asks for no check. */
	private final @Nullable ElementValidator validator;

	private BatchElements(Kind kind, Type type, TopicMessageConverter converter, @Nullable ElementValidator validator) {
		this.kind = kind;
		this.type = type;
		this.converter = converter;
		this.validator = validator;
	}

	/** What a parameter of type {@code List} or {@code MessageBatch} takes. */
	static BatchElements of(MethodParameter parameter, TopicMessageConverter converter, @Nullable Validator validator) {
		if (parameter.getParameterType() == MessageBatch.class) {
			return new BatchElements(Kind.WHOLE, byte[].class, converter, null);
		}
		ElementValidator check = ElementValidator.of(parameter, validator);
		ResolvableType element = ResolvableType.forMethodParameter(parameter).as(List.class).getGeneric(0);
		Class<?> raw = element.resolve(byte[].class);
		if (raw == Message.class) {
			return new BatchElements(Kind.MESSAGE, PayloadParameter.elementType(element), converter, check);
		}
		if (raw == ReceivedMessage.class) {
			return new BatchElements(Kind.RECEIVED, PayloadParameter.elementType(element), converter, check);
		}
		return new BatchElements(Kind.VALUE, (element.resolve() != null) ? element.getType() : byte[].class, converter,
				check);
	}

	/** The type that payloads are read as; {@code null} if they are not read here. */
	@Nullable Type valueType() {
		return (this.kind == Kind.WHOLE) ? null : this.type;
	}

	/** Whether the method takes the batch itself. */
	boolean isWhole() {
		return this.kind == Kind.WHOLE;
	}

	/** The element for a message; fails if its payload can't be read, or is not valid. */
	Object element(ReceivedMessage<byte[]> received, DeliveryContext context) {
		if (this.kind == Kind.VALUE && this.type == byte[].class && this.validator == null) {
			return received.value();
		}
		DeliveredMessage message = new DeliveredMessage(received, context);
		return switch (this.kind) {
			case WHOLE, VALUE -> value(message);
			case MESSAGE -> MessageBuilder.createMessage(value(message), message.getHeaders());
			case RECEIVED -> new ConvertedMessage(message, this.type, this.converter);
		};
	}

	private Object value(DeliveredMessage message) {
		Object value = this.converter.fromMessage(message, this.type);
		ElementValidator check = this.validator;
		if (check != null) {
			check.check(value, message);
		}
		return value;
	}

}
