package io.ydbtopic.spring.support;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.BeanExpressionContext;
import org.springframework.beans.factory.config.BeanExpressionResolver;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.util.StringUtils;

/**
 * Reads text of annotations: placeholders first, then expressions. Stateless but for the
 * bean factory; for the thread that starts the application.
 */
public final class DeclaredText {

	private final @Nullable ConfigurableBeanFactory beans;

	/**
	 * A reader with the placeholders and expressions of a bean factory.
	 */
	public DeclaredText(@Nullable BeanFactory beanFactory) {
		this.beans = (beanFactory instanceof ConfigurableBeanFactory configurable) ? configurable : null;
	}

	/**
	 * What a text stands for: itself, or what its expression gives.
	 */
	public @Nullable Object evaluate(String declared) {
		ConfigurableBeanFactory factory = this.beans;
		if (factory == null || declared.isEmpty()) {
			return declared;
		}
		String resolved = factory.resolveEmbeddedValue(declared);
		BeanExpressionResolver expressions = factory.getBeanExpressionResolver();
		return (expressions != null) ? expressions.evaluate(resolved, new BeanExpressionContext(factory, null))
				: resolved;
	}

	/**
	 * What texts stand for, as a list without blanks: each may be several, separated by
	 * commas, or an expression of an array or a collection.
	 * @throws IllegalArgumentException if a value is neither; its message is
	 * {@code value (expected: ...)}
	 */
	public List<String> list(String... declared) {
		List<String> values = new ArrayList<>();
		for (String one : declared) {
			Object value = evaluate(one);
			if (value instanceof Collection<?> many) {
				many.forEach((each) -> values.add(String.valueOf(each)));
			}
			else if (value instanceof Object[] many) {
				Arrays.stream(many).forEach((each) -> values.add(String.valueOf(each)));
			}
			else if (value instanceof String text) {
				values.addAll(Arrays.asList(StringUtils.commaDelimitedListToStringArray(text)));
			}
			else if (value != null) {
				throw new IllegalArgumentException("'" + value + "' (expected: text, or an array or collection of it)");
			}
		}
		return values.stream().map(String::strip).filter(StringUtils::hasText).toList();
	}

}
