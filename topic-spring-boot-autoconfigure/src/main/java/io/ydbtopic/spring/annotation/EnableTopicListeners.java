package io.ydbtopic.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Import;

/**
 * Finds {@link TopicListener} methods and runs them. Spring Boot applications need not
 * say so. Without Boot, a bean {@code topicListenerContainerFactory} makes the
 * containers.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Import(TopicListenerBootstrapConfiguration.class)
public @interface EnableTopicListeners {

}
