package io.ydbtopic.spring.autoconfigure;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

import io.ydbtopic.client.TopicReader;
import io.ydbtopic.client.TopicWriter;
import io.ydbtopic.spring.core.NamedStreams;
import io.ydbtopic.spring.support.TopicConfigurationException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.InjectionPoint;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.InstanceSupplier;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.BindResult;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.EnvironmentAware;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.MethodParameter;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.util.ReflectionUtils;

/**
 * Makes a bean of each name under {@code ydb.topic.writers} and
 * {@code ydb.topic.readers}. The beans say nothing about the type of the values, so that
 * they fit any place; asked for, they look at the place, check its type and hand out the
 * one stream of that name. They are prototypes for that reason alone: what they hand out
 * is shared, and {@link NamedStreams} closes it.
 */
class NamedStreamsRegistrar implements ImportBeanDefinitionRegistrar, EnvironmentAware {

	private static final String WRITERS = TopicProperties.PREFIX + ".writers";

	private static final String READERS = TopicProperties.PREFIX + ".readers";

	private @Nullable Environment environment;

	@Override
	public void setEnvironment(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
		if (this.environment != null) {
			register(this.environment, registry);
		}
	}

	/** Registers a bean for each name that the environment has. */
	static void register(Environment environment, BeanDefinitionRegistry registry) {
		Set<String> writers = names(environment, WRITERS);
		Set<String> readers = names(environment, READERS);
		for (String name : writers) {
			if (readers.contains(name)) {
				throw new TopicConfigurationException(
						"The name '" + name + "' is used by '" + WRITERS + "." + name + "' and by '" + READERS + "."
								+ name + "', and both are beans of that name",
						"Rename one of them, for example to '" + name + "Reader', and set its topic.");
			}
			register(registry, name, TopicWriter.class, WRITERS, (streams, point) -> streams.writer(name, point));
		}
		for (String name : readers) {
			register(registry, name, TopicReader.class, READERS, (streams, point) -> streams.reader(name, point));
		}
	}

	private static Set<String> names(Environment from, String key) {
		BindResult<Map<String, Object>> bound = Binder.get(from).bind(key, Bindable.mapOf(String.class, Object.class));
		return bound.isBound() ? bound.get().keySet() : Set.of();
	}

	private static <T> void register(BeanDefinitionRegistry registry, String name, Class<T> type, String prefix,
			BiFunction<NamedStreams, @Nullable InjectionPoint, ? extends T> stream) {
		if (registry.containsBeanDefinition(name)) {
			String present = registry.getBeanDefinition(name).getBeanClassName();
			if (present != null && type.getName().equals(present)) {
				return;
			}
			throw new TopicConfigurationException(
					"The name '" + name + "' of '" + prefix + "." + name + "' is taken by another bean: "
							+ registry.getBeanDefinition(name),
					"Rename the writer or reader, and set its topic; or rename the bean.");
		}
		RootBeanDefinition definition = new RootBeanDefinition(type);
		definition.setInstanceSupplier(InstanceSupplier
			.of((bean) -> stream.apply(bean.getBeanFactory().getBean(NamedStreams.class), injectionPoint(bean))));
		definition.setScope(BeanDefinition.SCOPE_PROTOTYPE);
		definition.setResourceDescription("'" + prefix + "." + name + "'");
		definition.setDestroyMethodName("");
		NamedTopicBeans.mark(definition);
		registry.registerBeanDefinition(name, definition);
	}

	/** The place that asks for a bean; {@code null} when code asks for it by name. */
	private static @Nullable InjectionPoint injectionPoint(RegisteredBean bean) {
		try {
			return (InjectionPoint) bean.resolveAutowiredArgument(
					new DependencyDescriptor(PointParameter.INSTANCE, true), bean.getBeanFactory().getTypeConverter(),
					Set.of());
		}
		catch (IllegalStateException ex) {
			// The container's way to say that nothing is being injected.
			return null;
		}
	}

	/** A parameter of type {@link InjectionPoint}, which is how one asks for it. */
	private static final class PointParameter {

		static final MethodParameter INSTANCE = parameter();

		private static MethodParameter parameter() {
			Method method = ReflectionUtils.findMethod(PointParameter.class, "wanted", InjectionPoint.class);
			if (method == null) {
				throw new IllegalStateException("no method");
			}
			return new MethodParameter(method, 0);
		}

		@SuppressWarnings("unused") // only its parameter is
		static void wanted(InjectionPoint point) {
		}

	}

}
