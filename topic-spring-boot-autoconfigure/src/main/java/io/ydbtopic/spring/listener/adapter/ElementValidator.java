package io.ydbtopic.spring.listener.adapter;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.validation.BeanPropertyBindingResult;
import org.springframework.validation.SmartValidator;
import org.springframework.validation.Validator;
import org.springframework.validation.annotation.ValidationAnnotationUtils;

/**
 * Checks the elements of a batch one by one, so that one that is not valid is reported by
 * its place. Thread-safe.
 *
 * @param parameter the parameter that asks for it
 * @param validator checks
 * @param hints groups
 */
record ElementValidator(MethodParameter parameter, Validator validator, List<Object> hints) {

	/**
	 * What checks elements for a parameter marked as {@code @Valid} or
	 * {@code @Validated}, itself or its element; {@code null} if it is not, or there is
	 * no validator.
	 */
	static @Nullable ElementValidator of(MethodParameter parameter, @Nullable Validator validator) {
		if (validator == null) {
			return null;
		}
		List<Annotation> annotations = new ArrayList<>(Arrays.asList(parameter.getParameterAnnotations()));
		AnnotatedType declared = parameter.getExecutable().getAnnotatedParameterTypes()[parameter.getParameterIndex()];
		if (declared instanceof AnnotatedParameterizedType list) {
			for (AnnotatedType element : list.getAnnotatedActualTypeArguments()) {
				annotations.addAll(Arrays.asList(element.getAnnotations()));
			}
		}
		for (Annotation annotation : annotations) {
			Object[] hints = ValidationAnnotationUtils.determineValidationHints(annotation);
			if (hints != null) {
				return new ElementValidator(parameter, validator, List.of(hints));
			}
		}
		return null;
	}

	/** Fails if a value is not valid. */
	void check(Object value, Message<?> message) {
		BeanPropertyBindingResult result = new BeanPropertyBindingResult(value, "payload");
		if (!this.hints.isEmpty() && this.validator instanceof SmartValidator smart) {
			smart.validate(value, result, this.hints.toArray());
		}
		else {
			this.validator.validate(value, result);
		}
		if (result.hasErrors()) {
			throw new MethodArgumentNotValidException(message, this.parameter, result);
		}
	}

}
