package io.ydbtopic.spring.support;

import java.lang.reflect.Type;

import com.google.protobuf.Message;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.converter.ProtobufMessageConverter;

/**
 * Generated messages of Protobuf, in their binary form whatever the content type says.
 * Thread-safe.
 */
public class ProtobufPayloadConverter extends ProtobufMessageConverter implements TopicMessageConverter.TypeCheck {

	/**
	 * A converter for all generated messages.
	 */
	public ProtobufPayloadConverter() {
		// The type says it all; other writers call the form application/protobuf.
		setContentTypeResolver(null);
	}

	@Override
	public @Nullable String whyNotReadable(Type type) {
		return isMessage(type) ? null : TopicMessageConverter.missingConverter(type);
	}

	@Override
	public @Nullable String whyNotWritable(Type type) {
		return whyNotReadable(type);
	}

	@Override
	public String contentType() {
		return "application/x-protobuf";
	}

	private static boolean isMessage(Type type) {
		return Message.class.isAssignableFrom(ResolvableType.forType(type).resolve(Object.class));
	}

}
