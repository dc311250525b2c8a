package io.ydbtopic.spring.support;

import java.nio.charset.StandardCharsets;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.convert.converter.ConditionalGenericConverter;

/**
 * Turns a metadata item into what a method asks for: text as UTF-8, and from there
 * whatever the conversion service makes of text. Thread-safe.
 */
public final class BytesToTextConverter implements ConditionalGenericConverter {

	private final ConversionService conversions;

	/**
	 * A converter on a conversion service, usually the one that it is added to.
	 */
	public BytesToTextConverter(ConversionService conversions) {
		this.conversions = conversions;
	}

	@Override
	public Set<ConvertiblePair> getConvertibleTypes() {
		return Set.of(new ConvertiblePair(byte[].class, Object.class), new ConvertiblePair(byte[].class, String.class));
	}

	@Override
	public boolean matches(TypeDescriptor sourceType, TypeDescriptor targetType) {
		return targetType.getType() == String.class
				|| (!targetType.isArray() && !targetType.isCollection() && targetType.getType() != Object.class
						&& this.conversions.canConvert(TypeDescriptor.valueOf(String.class), targetType));
	}

	@Override
	public @Nullable Object convert(@Nullable Object source, TypeDescriptor sourceType, TypeDescriptor targetType) {
		if (!(source instanceof byte[] bytes)) {
			return null;
		}
		String text = new String(bytes, StandardCharsets.UTF_8);
		return (targetType.getType() == String.class) ? text
				: this.conversions.convert(text, TypeDescriptor.valueOf(String.class), targetType);
	}

}
