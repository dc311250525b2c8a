package io.ydbtopic.spring.support;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.config.BeanExpressionContext;
import org.springframework.beans.factory.config.BeanExpressionResolver;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.Scope;
import org.springframework.util.StringUtils;

/**
 * Reads text of annotations: placeholders first, then expressions. Stateless but for the
 * bean factory; for the thread that starts the application.
 */
public final class DeclaredText {

	/** Stands in expressions for the bean that is annotated. */
	public static final String LISTENER = "__listener";

	private final @Nullable ConfigurableBeanFactory beans;

	private final @Nullable Object listener;

	/**
	 * A reader with the placeholders and expressions of a bean factory.
	 */
	public DeclaredText(@Nullable BeanFactory beanFactory) {
		this(beanFactory, null);
	}

	/**
	 * A reader with the placeholders and expressions of a bean factory.
	 * @param listener what <code>#{__listener}</code> stands for; {@code null} for
	 * nothing
	 */
	public DeclaredText(@Nullable BeanFactory beanFactory, @Nullable Object listener) {
		this.listener = listener;
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
		return (expressions != null) ? expressions.evaluate(resolved, new BeanExpressionContext(factory, scope()))
				: resolved;
	}

	private @Nullable Scope scope() {
		Object bean = this.listener;
		return (bean != null) ? new ListenerScope(bean) : null;
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

	/** Knows the annotated bean by name, also before it is a bean of its factory. */
	private record ListenerScope(Object bean) implements Scope {

		@Override
		public Object get(String name, ObjectFactory<?> factory) {
			return this.bean;
		}

		@Override
		public @Nullable Object remove(String name) {
			return null;
		}

		@Override
		public void registerDestructionCallback(String name, Runnable callback) {
			throw new UnsupportedOperationException("nothing is destroyed here");
		}

		@Override
		public @Nullable Object resolveContextualObject(String key) {
			return LISTENER.equals(key) ? this.bean : null;
		}

	}

}
