package io.ydbtopic.spring.test;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.TestContextAnnotationUtils;

/**
 * Finds {@link EmbeddedTopicBroker} on a test class, or on one around it.
 */
class EmbeddedTopicBrokerContextCustomizerFactory implements ContextCustomizerFactory {

	@Override
	public @Nullable ContextCustomizer createContextCustomizer(Class<?> testClass,
			List<ContextConfigurationAttributes> configAttributes) {
		EmbeddedTopicBroker annotation = TestContextAnnotationUtils.findMergedAnnotation(testClass,
				EmbeddedTopicBroker.class);
		return (annotation != null) ? new EmbeddedTopicBrokerContextCustomizer(List.of(annotation.topics()),
				List.of(annotation.consumers()), annotation.database(), annotation.port()) : null;
	}

}
