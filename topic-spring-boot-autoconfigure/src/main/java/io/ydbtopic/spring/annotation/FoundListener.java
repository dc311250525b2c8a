package io.ydbtopic.spring.annotation;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.ydbtopic.spring.config.InvalidListenerException;
import io.ydbtopic.spring.config.ListenerAttributes;
import io.ydbtopic.spring.config.TopicListenerEndpoint;
import io.ydbtopic.spring.listener.adapter.ListenerMethods;
import io.ydbtopic.spring.listener.adapter.TypedMethod;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * An annotation on a method or on a class of a bean.
 *
 * @param annotation what it says
 * @param bean the bean, perhaps a proxy
 * @param beanName its name
 * @param method the annotated method; {@code null} if the class is annotated
 */
record FoundListener(TopicListener annotation, Object bean, String beanName, @Nullable Method method) {

	/** All annotations of a bean. */
	static List<FoundListener> in(Object bean, String beanName, Class<?> type) {
		List<FoundListener> found = new ArrayList<>();
		onClass(type).forEach((listener) -> found.add(new FoundListener(listener, bean, beanName, null)));
		onMethods(type).forEach((method, listeners) -> {
			Method invocable = AopUtils.selectInvocableMethod(method, bean.getClass());
			listeners.forEach((listener) -> found.add(new FoundListener(listener, bean, beanName, invocable)));
		});
		return found;
	}

	/** Whether a class has any. */
	static boolean isIn(Class<?> type) {
		return !onClass(type).isEmpty() || !onMethods(type).isEmpty();
	}

	private static Set<TopicListener> onClass(Class<?> type) {
		return AnnotatedElementUtils.findMergedRepeatableAnnotations(type, TopicListener.class, TopicListeners.class);
	}

	private static Map<Method, Set<TopicListener>> onMethods(Class<?> type) {
		return MethodIntrospector.selectMethods(type,
				(MethodIntrospector.MetadataLookup<@Nullable Set<TopicListener>>) (method) -> {
					Set<TopicListener> listeners = AnnotatedElementUtils.getMergedRepeatableAnnotations(method,
							TopicListener.class, TopicListeners.class);
					return listeners.isEmpty() ? null : listeners;
				});
	}

	/** The endpoint that calls it. */
	TopicListenerEndpoint endpoint(ListenerAttributes attributes, ListenerMethods methods, @Nullable Boolean batch) {
		Method called = this.method;
		if (called != null) {
			return methods.endpoint(attributes, this.bean, called, batch);
		}
		if (Boolean.TRUE.equals(batch)) {
			throw new InvalidListenerException(attributes.origin(),
					"batch is true, but methods by type take no batches",
					"Remove batch, or put @TopicListener on a method that takes a batch.");
		}
		List<TypedMethod> handlers = new ArrayList<>();
		MethodIntrospector
			.selectMethods(AopUtils.getTargetClass(this.bean),
					(MethodIntrospector.MetadataLookup<@Nullable TopicHandler>) (method) -> AnnotatedElementUtils
						.findMergedAnnotation(method, TopicHandler.class))
			.forEach((method, handler) -> handlers
				.add(new TypedMethod(AopUtils.selectInvocableMethod(method, this.bean.getClass()),
						List.of(handler.types()), handler.isDefault())));
		return methods.endpoint(attributes, this.bean, handlers);
	}

	/** What is annotated. */
	AnnotatedElement element() {
		Method called = this.method;
		return (called != null) ? called : AopUtils.getTargetClass(this.bean);
	}

	/** The method for dead letters; at most one. */
	Optional<Method> deadLetterMethod() {
		Set<Method> methods = MethodIntrospector.selectMethods(AopUtils.getTargetClass(this.bean),
				(ReflectionUtils.MethodFilter) (method) -> AnnotatedElementUtils.hasAnnotation(method,
						TopicDeadLetterHandler.class));
		if (methods.size() > 1) {
			throw new InvalidListenerException(origin(),
					"its class has " + methods.size() + " methods with @TopicDeadLetterHandler", "Keep one of them.");
		}
		return methods.stream().map((method) -> AopUtils.selectInvocableMethod(method, this.bean.getClass())).findAny();
	}

	/**
	 * Names of bean and method, of a class that of the bean; a bean without a short name
	 * of its own takes its class's.
	 */
	String defaultId() {
		String name = this.beanName;
		if (name.indexOf('.') >= 0) {
			name = ClassUtils.getShortNameAsProperty(AopUtils.getTargetClass(this.bean));
		}
		return (this.method != null) ? name + "." + this.method.getName() : name;
	}

	/** Where it is declared, for messages. */
	String origin() {
		Method called = this.method;
		if (called == null) {
			return "@TopicListener class " + AopUtils.getTargetClass(this.bean).getName();
		}
		StringBuilder origin = new StringBuilder("@TopicListener method ").append(called.getDeclaringClass().getName())
			.append('.')
			.append(called.getName())
			.append('(');
		String separator = "";
		for (Class<?> parameter : called.getParameterTypes()) {
			origin.append(separator).append(parameter.getSimpleName());
			separator = ", ";
		}
		return origin.append(')').toString();
	}

}
