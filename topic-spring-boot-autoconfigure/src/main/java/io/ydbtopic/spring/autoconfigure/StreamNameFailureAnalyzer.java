package io.ydbtopic.spring.autoconfigure;

import java.util.Arrays;
import java.util.List;

import io.ydbtopic.client.TopicReader;
import io.ydbtopic.client.TopicWriter;
import io.ydbtopic.spring.support.NearestName;
import io.ydbtopic.spring.support.Places;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.InjectionPoint;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.UnsatisfiedDependencyException;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.Order;
import org.springframework.util.StringUtils;

/**
 * Says which writer or reader a place may have meant whose name is not configured.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class StreamNameFailureAnalyzer extends AbstractFailureAnalyzer<NoSuchBeanDefinitionException> {

	private final @Nullable BeanFactory beans;

	StreamNameFailureAnalyzer(@Nullable BeanFactory beans) {
		this.beans = beans;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoSuchBeanDefinitionException cause) {
		ResolvableType wanted = cause.getResolvableType();
		Class<?> type = (wanted != null) ? wanted.resolve() : null;
		if (type != TopicWriter.class && type != TopicReader.class) {
			return null;
		}
		boolean writer = type == TopicWriter.class;
		String kind = writer ? "writer" : "reader";
		String key = TopicProperties.PREFIX + (writer ? ".writers" : ".readers");
		InjectionPoint point = injectionPoint(rootFailure);
		String name = wantedName(point);
		List<String> known = (this.beans instanceof ListableBeanFactory listable)
				? Arrays.asList(listable.getBeanNamesForType(type, true, false)) : List.of();
		String place = StringUtils.capitalize(Places.of(point));
		String description = (name != null)
				? place + " wants the " + kind + " '" + name + "', but there is no '" + key + "." + name + "'"
				: place + " wants a " + kind + ", and it is not clear which";
		String action = known.isEmpty()
				? "Define one: '" + key + "." + ((name != null) ? name : "<name>") + ".topic" + (writer ? "" : "s")
						+ "'."
				: NearestName.hint((name != null) ? name : "", known)
						+ " Name it by the parameter or field, or with @Qualifier.";
		return new FailureAnalysis(description, action, cause);
	}

	private static @Nullable InjectionPoint injectionPoint(Throwable failure) {
		InjectionPoint last = null;
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof UnsatisfiedDependencyException unsatisfied
					&& unsatisfied.getInjectionPoint() != null) {
				last = unsatisfied.getInjectionPoint();
			}
		}
		return last;
	}

	private static @Nullable String wantedName(@Nullable InjectionPoint point) {
		if (point == null) {
			return null;
		}
		Qualifier qualifier = point.getAnnotation(Qualifier.class);
		if (qualifier != null && !qualifier.value().isEmpty()) {
			return qualifier.value();
		}
		if (point.getField() != null) {
			return point.getField().getName();
		}
		if (point.getMethodParameter() != null) {
			return point.getMethodParameter().getParameter().isNamePresent()
					? point.getMethodParameter().getParameter().getName() : null;
		}
		return null;
	}

}
