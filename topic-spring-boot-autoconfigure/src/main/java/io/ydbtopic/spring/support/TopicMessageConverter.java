package io.ydbtopic.spring.support;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.ByteArrayMessageConverter;
import org.springframework.messaging.converter.CompositeMessageConverter;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.converter.SmartMessageConverter;
import org.springframework.messaging.converter.StringMessageConverter;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.util.ClassUtils;

/**
 * Payloads to values and back: bytes and text as they are, all else by the converters it
 * was given, the first that can. The type comes from the method or the injection point,
 * never from the wire. Its errors name types, not payloads. Thread-safe if the converters
 * are.
 */
public class TopicMessageConverter {

	private static final MessageHeaders NO_HEADERS = TopicHeaderMapper.plain(Map.of());

	private final List<MessageConverter> converters;

	private final CompositeMessageConverter all;

	/**
	 * A converter for bytes and text, and for what the given ones know.
	 * @param converters asked in order, after bytes and text
	 */
	public TopicMessageConverter(List<? extends MessageConverter> converters) {
		this.converters = List.copyOf(converters);
		List<MessageConverter> chain = new ArrayList<>();
		ByteArrayMessageConverter bytes = new ByteArrayMessageConverter();
		bytes.setContentTypeResolver(null);
		chain.add(bytes);
		// Text is text whatever the content type says: no resolver, so every type
		// matches.
		StringMessageConverter text = new StringMessageConverter(StandardCharsets.UTF_8);
		text.setContentTypeResolver(null);
		chain.add(text);
		chain.addAll(converters);
		this.all = new CompositeMessageConverter(chain);
	}

	/**
	 * The chain as Spring's argument resolvers want it.
	 */
	public SmartMessageConverter asMessageConverter() {
		return this.all;
	}

	/**
	 * The payload of a value.
	 * @throws MessageConversionException if no converter knows it
	 */
	public byte[] toPayload(Object value) {
		if (value instanceof byte[] bytes) {
			return bytes;
		}
		if (value instanceof String text) {
			return text.getBytes(StandardCharsets.UTF_8);
		}
		Message<?> message = this.all.toMessage(value, NO_HEADERS);
		if (message == null) {
			throw new MessageConversionException("no converter can write a " + value.getClass().getName());
		}
		Object payload = message.getPayload();
		return (payload instanceof byte[] bytes) ? bytes : payload.toString().getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * The value of a payload.
	 * @param payload the bytes
	 * @param type what to make of it
	 * @throws MessageConversionException if the payload is not of that type
	 */
	public Object fromPayload(byte[] payload, Type type) {
		return fromMessage(MessageBuilder.createMessage(payload, NO_HEADERS), type);
	}

	/**
	 * The value of a message.
	 * @param message a message with bytes
	 * @param type what to make of it
	 * @throws MessageConversionException if the payload is not of that type
	 */
	public Object fromMessage(Message<byte[]> message, Type type) {
		Class<?> target = ResolvableType.forType(type).resolve(Object.class);
		if (target == byte[].class || target == Object.class) {
			return message.getPayload();
		}
		Object value = this.all.fromMessage(message, target, type);
		if (value == null) {
			throw new MessageConversionException("no converter can read a " + type.getTypeName());
		}
		return value;
	}

	/**
	 * Looks, without any message, whether values of a type can be written.
	 * @return what stands against it; {@code null} if nothing does
	 */
	public @Nullable String whyNotWritable(Type type) {
		return isBuiltIn(type) || !this.converters.isEmpty() ? null : missingConverter(type);
	}

	/**
	 * Looks, without any message, whether values of a type can be read.
	 * @return what stands against it; {@code null} if nothing does
	 */
	public @Nullable String whyNotReadable(Type type) {
		if (isBuiltIn(type)) {
			return null;
		}
		if (this.converters.isEmpty()) {
			return missingConverter(type);
		}
		for (MessageConverter converter : this.converters) {
			String reason = (converter instanceof TypeCheck check) ? check.whyNotReadable(type) : null;
			if (reason == null) {
				return null;
			}
			if (this.converters.size() == 1) {
				return reason;
			}
		}
		return "none of the converters can read it";
	}

	private static boolean isBuiltIn(Type type) {
		Class<?> target = ClassUtils.resolvePrimitiveIfNecessary(ResolvableType.forType(type).resolve(Object.class));
		return target == byte[].class || target == String.class || target == Object.class;
	}

	private static String missingConverter(Type type) {
		return "there is no converter for " + type.getTypeName()
				+ "; add spring-boot-starter-jackson or a TopicMessageConverter bean";
	}

	/** A converter that can tell beforehand what it can't do. */
	public interface TypeCheck {

		/**
		 * What stands against reading values of a type.
		 * @return {@code null} if nothing does
		 */
		@Nullable String whyNotReadable(Type type);

	}

}
