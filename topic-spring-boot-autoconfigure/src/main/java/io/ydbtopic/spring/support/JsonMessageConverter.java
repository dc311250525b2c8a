package io.ydbtopic.spring.support;

import java.lang.reflect.Type;

import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.JacksonJsonMessageConverter;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.util.MimeTypeUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON by Jackson 3, also for types that are known without a method parameter.
 * Thread-safe.
 */
public class JsonMessageConverter extends JacksonJsonMessageConverter implements TopicMessageConverter.TypeCheck {

	/** The smallest object: enough for the mapper to look for a way to build one. */
	private static final byte[] EMPTY_OBJECT = { '{', '}' };

	/**
	 * A converter on the application's mapper.
	 */
	public JsonMessageConverter(JsonMapper mapper) {
		super(mapper);
	}

	@Override
	protected @Nullable Object convertFromInternal(Message<?> message, Class<?> targetClass, @Nullable Object hint) {
		if (hint instanceof Type type && message.getPayload() instanceof byte[] payload) {
			try {
				return getJsonMapper().readValue(payload, getJsonMapper().constructType(type));
			}
			catch (JacksonException ex) {
				throw new MessageConversionException("the payload is not the JSON of a " + type.getTypeName(), ex);
			}
		}
		return super.convertFromInternal(message, targetClass, hint);
	}

	@Override
	public @Nullable String whyNotReadable(Type type) {
		try {
			getJsonMapper().readValue(EMPTY_OBJECT, getJsonMapper().constructType(type));
			return null;
		}
		catch (InvalidDefinitionException ex) {
			return "Jackson can't make a " + type.getTypeName() + " of JSON: " + ex.getOriginalMessage();
		}
		catch (RuntimeException ex) {
			// The type is fine, an empty object is not a value of it.
			return null;
		}
	}

	@Override
	public String contentType() {
		return MimeTypeUtils.APPLICATION_JSON_VALUE;
	}

}
