package io.ydbtopic.spring.aot;

import javax.lang.model.element.Modifier;

import io.ydbtopic.spring.autoconfigure.NamedTopicBeans;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.generate.GeneratedMethod;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.aot.BeanRegistrationExcludeFilter;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.ClassUtils;

/**
 * Leaves the beans that have names of the configuration out of what is generated, and
 * generates a call that registers them at start.
 */
class NamedBeansAotProcessor implements BeanRegistrationExcludeFilter, BeanFactoryInitializationAotProcessor {

	private static final String AUTO_CONFIGURATION = "io.ydbtopic.spring.autoconfigure.TopicAutoConfiguration";

	@Override
	public boolean isExcludedFromAotProcessing(RegisteredBean bean) {
		return NamedTopicBeans.contains(bean.getMergedBeanDefinition());
	}

	@Override
	public @Nullable BeanFactoryInitializationAotContribution processAheadOfTime(
			ConfigurableListableBeanFactory beans) {
		Class<?> configuration = ClassUtils.resolveClassName(AUTO_CONFIGURATION, getClass().getClassLoader());
		if (beans.getBeanNamesForType(configuration, false, false).length == 0) {
			return null;
		}
		return (context, code) -> {
			GeneratedMethod method = code.getMethods()
				.add("registerNamedTopicBeans",
						(generated) -> generated.addJavadoc("Registers what the configuration names.")
							.addModifiers(Modifier.PRIVATE)
							.addParameter(DefaultListableBeanFactory.class, "beanFactory")
							.addParameter(ConfigurableEnvironment.class, "environment")
							.addStatement("$T.register(beanFactory, environment)", NamedTopicBeans.class));
			code.addInitializer(method.toMethodReference());
		};
	}

}
