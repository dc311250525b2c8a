package io.ydbtopic.spring.support;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

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
 * was given, the first that can. The type comes from the method or the injection point; a
 * message may name one of its subtypes, by a name of the {@link TypeMappings}, never by a
 * class name. Its errors name types, not payloads. Thread-safe if the converters are.
 */
public class TopicMessageConverter {

	private static final MessageHeaders NO_HEADERS = TopicHeaderMapper.plain(Map.of());

	private final List<MessageConverter> converters;

	private final SmartMessageConverter all;

	private final TypeMappings types;

	/** Found once for each class of values. */
	private final Map<Class<?>, Optional<String>> contentTypes = new ConcurrentHashMap<>();

	/**
	 * A converter for bytes and text, and for what the given ones know.
	 * @param converters asked in order, after bytes and text
	 */
	public TopicMessageConverter(List<? extends MessageConverter> converters) {
		this(converters, TypeMappings.NONE);
	}

	/**
	 * A converter for bytes and text, and for what the given ones know, with names for
	 * types.
	 * @param converters asked in order, after bytes and text
	 * @param types what a value's type is called on the wire
	 */
	public TopicMessageConverter(List<? extends MessageConverter> converters, TypeMappings types) {
		this.converters = List.copyOf(converters);
		this.types = types;
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
		this.all = new NarrowingConverter(new CompositeMessageConverter(chain), types);
	}

	/**
	 * What types are called on the wire.
	 */
	public TypeMappings types() {
		return this.types;
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
	 * What a converter says about the form that it writes values of a class in, a MIME
	 * type; {@code null} for bytes and text, and if it says nothing.
	 */
	public @Nullable String contentTypeOf(Class<?> type) {
		return this.contentTypes.computeIfAbsent(type, this::findContentType).orElse(null);
	}

	private Optional<String> findContentType(Class<?> type) {
		if (type == byte[].class || type == String.class) {
			return Optional.empty();
		}
		for (MessageConverter converter : this.converters) {
			if (!(converter instanceof TypeCheck check)) {
				return Optional.empty();
			}
			if (check.whyNotWritable(type) == null) {
				return Optional.ofNullable(check.contentType());
			}
		}
		return Optional.empty();
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
		Class<?> target = (type instanceof Class<?> plain) ? plain : ResolvableType.forType(type).resolve(Object.class);
		if (target == byte[].class
				|| (target == Object.class && this.types.narrow(message.getHeaders(), target) == target)) {
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
		return isBuiltIn(type) ? null : why(type, (check) -> check.whyNotWritable(type));
	}

	/**
	 * Looks, without any message, whether values of a type can be read.
	 * @return what stands against it; {@code null} if nothing does
	 */
	public @Nullable String whyNotReadable(Type type) {
		boolean stands = isBuiltIn(type) || this.types.hasSubtypes(ResolvableType.forType(type).resolve(Object.class));
		return stands ? null : why(type, (check) -> check.whyNotReadable(type));
	}

	/** What the last converter says, unless one of them can. */
	private @Nullable String why(Type type, Function<TypeCheck, @Nullable String> question) {
		String reason = null;
		for (MessageConverter converter : this.converters) {
			reason = (converter instanceof TypeCheck check) ? question.apply(check) : null;
			if (reason == null) {
				return null;
			}
		}
		return (reason != null) ? reason : missingConverter(type);
	}

	private static boolean isBuiltIn(Type type) {
		Class<?> target = ClassUtils.resolvePrimitiveIfNecessary(ResolvableType.forType(type).resolve(Object.class));
		return target == byte[].class || target == String.class || target == Object.class;
	}

	static String missingConverter(Type type) {
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

		/**
		 * What stands against writing values of a type.
		 * @return {@code null} if nothing does
		 */
		default @Nullable String whyNotWritable(Type type) {
			return null;
		}

		/**
		 * The form that it writes values in, a MIME type; {@code null} if it does not
		 * say.
		 */
		default @Nullable String contentType() {
			return null;
		}

	}

	/**
	 * Reads a message as the type that it names, where that is one of what is asked for.
	 */
	private record NarrowingConverter(SmartMessageConverter target,
			TypeMappings types) implements SmartMessageConverter {

		@Override
		public @Nullable Object fromMessage(Message<?> message, Class<?> wanted) {
			return this.target.fromMessage(message, this.types.narrow(message.getHeaders(), wanted));
		}

		@Override
		public @Nullable Object fromMessage(Message<?> message, Class<?> wanted, @Nullable Object hint) {
			Class<?> narrowed = this.types.narrow(message.getHeaders(), wanted);
			return (narrowed == wanted) ? this.target.fromMessage(message, wanted, hint)
					: this.target.fromMessage(message, narrowed, narrowed);
		}

		@Override
		public @Nullable Message<?> toMessage(Object payload, @Nullable MessageHeaders headers) {
			return this.target.toMessage(payload, headers);
		}

		@Override
		public @Nullable Message<?> toMessage(Object payload, @Nullable MessageHeaders headers, @Nullable Object hint) {
			return this.target.toMessage(payload, headers, hint);
		}

	}

}
